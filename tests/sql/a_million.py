"""A database with a million leads, made by its own SQL: some seconds on either.

Campaign BUSY has 500,000 leads and all of them are due at once, as after an import. USUAL has
200,000, of whom most are done, some wait for their next mail and 2,000 are due; the rest belongs
to eighteen smaller ones like that.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import NamedTuple

import asyncpg

from cam.adapters.sql import tables
from postgres_server import PATIENCE

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
LEADS, CAMPAIGNS, ATTEMPTS = 1_000_000, 20, 300_000
BUSY, USUAL = 1, 2
FIRST_OF_USUAL = 500_001

_CAMPAIGN = "CASE WHEN n <= 500000 THEN 1 WHEN n <= 700000 THEN 2 ELSE (n - 700001) / 16667 + 3 END"
_ACTION = (
    "CASE WHEN n <= 500000 OR n % 100 < 5 THEN 'contact' WHEN n % 100 = 5 THEN 'enrich' "
    "WHEN n % 100 = 6 THEN 'await' ELSE 'none' END"
)
_STATUS = (
    "CASE WHEN n <= 500000 THEN 'ENRICHED' WHEN n % 100 < 7 THEN 'CONTACTED' "
    "WHEN n % 3 = 0 THEN 'LOST' WHEN n % 50 = 7 THEN 'QUALIFIED' ELSE 'CONTACTED' END"
)
_STATE = (
    "CASE WHEN n % 200 = 0 THEN 'queued' WHEN n % 1000 = 1 THEN 'claimed' "
    "WHEN n % 1000 = 2 THEN 'authorized' WHEN n % 500 = 3 THEN 'unknown' "
    "WHEN n % 30 = 4 THEN 'rejected' WHEN n % 50 = 5 THEN 'cancelled' ELSE 'sent' END"
)


class Words(NamedTuple):
    """What the two databases say differently."""

    series: str
    minutes: str
    """A moment, so many minutes after NOW."""
    id: str
    """A UUID, from a number."""
    day: str
    """Today, less so many days."""


SQLITE = Words(
    "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {})",
    "strftime('%Y-%m-%d %H:%M:%f000', '2026-06-15 12:00', ({}) || ' minutes')",
    "printf('%032x', {})",
    "date('2026-06-15', (-({})) || ' days')",
)
POSTGRES = Words(
    "WITH series(n) AS (SELECT * FROM generate_series(1, {}))",
    "timestamptz '2026-06-15 12:00+00' + ({}) * interval '1 minute'",
    "CAST(lpad(to_hex({}), 32, '0') AS uuid)",
    "date '2026-06-15' - CAST({} AS integer)",
)


def statements(words: Words) -> Iterator[str]:
    """Fills every table that grows."""
    past, moment = words.minutes.format("-(n % 50000) - 1"), words.minutes.format

    def rows(table: str, number: int, **values: str) -> str:
        columns = {**{c.name: _nothing(c.type) for c in tables.metadata.tables[table].c
                      if not c.nullable}, **values}  # fmt: skip
        return (
            f'INSERT INTO "{table}" ({", ".join(columns)}) {words.series.format(number)} '
            f"SELECT {', '.join(columns.values())} FROM series"
        )

    said = {"created_at": past, "updated_at": past}
    yield rows(
        "campaign", CAMPAIGNS, id="n", name="'campaign ' || n", status="'active'", run_epoch="1",
        verify="'never'", on_unknown="'ask'", mailer="'smtp'", channels_enabled="'[]'",
        sequence="""'[{"subject":"s","text":"t"}]'""", enrichers="'[]'", mailboxes="'[]'",
        first_contact_delay="'null'",
        sending_window="'null'", share_people="false", mail_risky_addresses="false",
        stop_company_on_reply="true", max_soft_bounces="3",
        baseline="""'{"at":"2026-01-01T00:00:00Z"}'""", **said,
    )  # fmt: skip
    yield rows(
        "lead", LEADS, id="n", campaign_id=_CAMPAIGN, status=_STATUS, next_action=_ACTION,
        next_action_at=(
            f"CASE WHEN n > 500000 AND n % 100 > 6 THEN NULL WHEN n > 500000 AND "
            f"n % 100 BETWEEN 1 AND 4 THEN {moment('n % 10000 + 1')} ELSE {past} END"
        ),
        score="(n % 1009) / 1009.0", domain="'c' || (n % 50000) || '.example'",
        email="'p' || (1000000 + n) || '@c.example'",
        email_status="'verified'", legal_basis="'unknown'",
        provider="'apollo'", provider_id="'a' || n",
        provider_key="'apollo:a' || (1000000 + n)", linkedin_key="'in/p' || (1000000 + n)",
        email_key="'p' || (1000000 + n) || '@c.example'", name_key="'p' || (1000000 + n) || '|c'",
        keywords="'[]'", score_lines="'[]'", tags="'[]'", asked_of="'[]'", **said,
    )  # fmt: skip
    who = "(500000 + n)"
    yield rows(
        "attempt", ATTEMPTS, id=words.id.format("n"), lead_id=who,
        campaign_id=_CAMPAIGN.replace("n ", f"{who} "), state=_STATE,
        recipient=f"'p' || (1000000 + {who}) || '@c.example'",
        recipient_key=f"'p' || (1000000 + {who}) || '@c.example'",
        message_id="'m' || (1000000 + n)",
        token="'t' || (n % 7)", epoch="1", lease_until=f"CASE WHEN n % 1000 < 3 THEN {past} END",
        **said,
    )  # fmt: skip
    yield rows(
        "suppression", 100_000, value="'s' || (1000000 + n) || '@c.example'", kind="'address'",
        created_at=past,
    )  # fmt: skip
    yield rows("quota", 2000, scope="'campaign:' || (n % 20 + 1)", day=words.day.format("n / 20"),
               used="7")  # fmt: skip
    yield rows(
        "run", 20_000, id=words.id.format("n"), kind="'cycle'", dry_run="false",
        campaign_id="n % 20 + 1", status="CASE WHEN n > 19990 THEN 'running' ELSE 'done' END",
        requested_at=past, reports="'[]'", parent_id=words.id.format("n / 20 + 900000"),
    )  # fmt: skip
    yield rows(
        "event", 200_000, id=words.id.format("n"), type="'lead.contacted'", lead_id="n",
        campaign_id="n % 20 + 1", occurred_at=past,
        due_at=f"CASE WHEN n > 199000 THEN {past} END",
    )  # fmt: skip
    yield rows(
        "arrival", 50_000, id=words.id.format("n"), key="'id:' || (1000000 + n)",
        kind="CASE WHEN n % 9 = 0 THEN 'bounce' ELSE 'reply' END", matched_by="'message_id'",
        campaign_id="n % 20 + 1", lead_id="500000 + n", attempt_id=words.id.format("n"),
        verdict="CASE WHEN n % 9 = 0 THEN 'hard' ELSE 'neutral' END",
        needs_review="CASE WHEN n > 49900 THEN true ELSE false END", reasons="'[]'", effects="'[]'",
        received_at=past, created_at=past,
    )  # fmt: skip
    yield rows(
        "call", 50_000, id=words.id.format("n"), provider="'apollo'", purpose="'enrich'",
        campaign_id="n % 20 + 1", epoch="1", questions="'[]'", scopes="'[]'", **said,
        state=(
            "CASE WHEN n > 49990 THEN 'pending' WHEN n > 49980 THEN 'reserved' "
            "WHEN n % 100 = 0 THEN 'lost' ELSE 'settled' END"
        ),
    )  # fmt: skip
    yield rows(
        "purchase", 300_000, provider="'apollo'", purpose="'enrich'",
        key="'email:p' || (1000000 + n) || '@c.example'", created_at=past,
        subject="'email:p' || (1000000 + n)", call_id=words.id.format("(n - 1) / 6 + 1"),
    )  # fmt: skip
    yield rows("credit", 2000, scope="'campaign:' || n", period="'total'", used="7")


def _nothing(kind: object) -> str:
    name = type(kind).__name__
    if name in {"Integer", "Float", "Micro", "BigInteger"}:
        return "0"
    return "'{}'" if name == "Json" else "''"


def fill_sqlite(url: str) -> None:
    """The file at that URL, which is migrated; without waiting for the disk."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as file:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):
            file.execute(f"PRAGMA {pragma}")
        file.execute("BEGIN")
        apart = file.execute(
            "SELECT type, name, sql FROM sqlite_master "
            "WHERE name LIKE 'ix_%' OR name = 'attempt_told'"
        ).fetchall()
        for kind, name, _ in apart:
            file.execute(f"DROP {kind} {name}")
        for statement in (*statements(SQLITE), *(made for _, _, made in apart)):
            file.execute(statement)
        file.execute("COMMIT")


async def fill_postgres(url: str) -> None:
    """The database at that URL, which is migrated; without its triggers, so as a superuser."""
    bulk = {"session_replication_role": "replica", "maintenance_work_mem": "128MB"}
    session = await asyncpg.connect(url, server_settings=bulk, timeout=PATIENCE)
    try:
        apart = await session.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'ix\\_%'"
        )
        for name, _ in apart:
            await session.execute(f"DROP INDEX {name}")
        for statement in (*statements(POSTGRES), *(made for _, made in apart)):
            await session.execute(statement)
        await session.execute("VACUUM ANALYZE")
    finally:
        await session.close()
