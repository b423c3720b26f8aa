"""The same steps the plain way: one call after the other, nothing shared, a commit for each row.

One httpx client with keep-alive; search, then for each lead: match, a mail over a connection of its
own, a webhook. What is not done here: quotas, suppressions, deduplication, resuming after a crash.
"""

import smtplib
import sqlite3
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any

import httpx

from benchmarks.audiences import draft
from benchmarks.reading import Reading
from benchmarks.work import Measured, Task
from cam.adapters.apollo.query import search_form

SCHEMA = """\
CREATE TABLE lead (id INTEGER PRIMARY KEY, campaign INTEGER, person TEXT UNIQUE, first_name TEXT,
    last_name TEXT, company TEXT, email TEXT, status TEXT);
CREATE TABLE attempt (id INTEGER PRIMARY KEY, lead INTEGER UNIQUE, message_id TEXT, state TEXT);
"""
TEXT = """\
Hello {first_name},

I came across {company} while looking at how teams like yours find new clients.
Would a ten-minute call next week be useful?

Ann Lee

--
1 Main St, Springfield
If you would rather not hear from me again, reply "unsubscribe".
"""


def sequential(task: Task) -> Measured:
    """Does the work and says what it took."""
    with (
        sqlite3.connect(Path(task.folder) / "sequential.db") as db,
        httpx.Client(trust_env=False) as client,
    ):
        db.executescript(SCHEMA)
        begun = Reading.before(task)
        plain = _Plain(task, db, client)
        for number in range(task.work.campaigns):
            plain.cycle(number)
        ended = Reading.after(task)
    found = begun.until(ended, task, plain.sent, [])
    db.close()
    return found


class _Plain:
    def __init__(self, task: Task, db: sqlite3.Connection, client: httpx.Client) -> None:
        self._task, self._db, self._client = task, db, client
        self._env = task.environment
        self.sent = 0

    def cycle(self, number: int) -> None:
        for lead in self._found(number):
            person = self._matched(lead["person"])
            self._do(
                "UPDATE lead SET last_name = ?, company = ?, email = ?, status = 'ENRICHED' "
                "WHERE id = ?",
                person["last_name"], person["organization"]["name"], person["email"], lead["id"],
            )  # fmt: skip
            self._write_to(lead["id"], person)

    def _found(self, number: int) -> list[dict[str, Any]]:
        leads = self._task.work.leads
        query, _ = search_form(draft(number, leads).audience, 1, leads)
        people = self._asked("/mixed_people/api_search", params=list(query))["people"]
        found = []
        for person in people:
            lead_id = self._do(
                "INSERT INTO lead (campaign, person, first_name, status) VALUES (?, ?, ?, 'NEW')",
                number, person["id"], person["first_name"],
            )  # fmt: skip
            found.append({"id": lead_id, "person": person["id"]})
        return found

    def _matched(self, person_id: str) -> dict[str, Any]:
        answer = self._asked("/people/match", params=[("id", person_id)])
        person: dict[str, Any] = answer["person"]
        return person

    def _write_to(self, lead_id: int, person: dict[str, Any]) -> None:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = "Ann Lee <ann@agency.example>"
        mail["To"] = person["email"]
        mail["Subject"] = f"A question about {person['organization']['name']}"
        mail["Date"] = formatdate()
        mail["Message-ID"] = make_msgid(domain="agency.example")
        mail.set_content(
            TEXT.format(first_name=person["first_name"], company=person["organization"]["name"])
        )
        attempt = self._do(
            "INSERT INTO attempt (lead, message_id, state) VALUES (?, ?, 'SENDING')",
            lead_id, mail["Message-ID"],
        )  # fmt: skip
        host, port = self._env["SMTP_HOST"], int(self._env["SMTP_PORT"])
        with smtplib.SMTP(host, port, local_hostname="localhost") as server:
            server.send_message(mail)
        self.sent += 1
        self._do("UPDATE attempt SET state = 'SENT' WHERE id = ?", attempt)
        self._do("UPDATE lead SET status = 'CONTACTED' WHERE id = ?", lead_id)
        if self._task.setup.hook != "none":
            event = {"type": "lead.contacted", "lead_id": lead_id, "email": person["email"]}
            self._client.post(self._env["MAKE_WEBHOOK_URL"], json=event).raise_for_status()

    def _asked(self, path: str, *, params: list[tuple[str, str]]) -> dict[str, Any]:
        answer = self._client.post(
            self._env["APOLLO_BASE_URL"] + path,
            params=tuple(params),
            headers={"x-api-key": self._env["APOLLO_API_KEY"]},
        )
        body: dict[str, Any] = answer.raise_for_status().json()
        return body

    def _do(self, statement: str, *values: object) -> int:
        done = self._db.execute(statement, values)
        self._db.commit()
        return done.lastrowid or 0
