"""What holds for every custom webhook of Make (help.make.com/webhooks, 2026-04).

A webhook's URL is its credential: nothing here tells it.
"""

from datetime import timedelta

import httpx

from cam.adapters.answer import Answer

NAME = "make"
MAX_BODY = 5 * 1024 * 1024
RATE = 300
"""Requests in each `WINDOW`; more are answered 429."""
WINDOW = timedelta(seconds=10)
_QUEUE_IS_FULL = "queue is full"


def key_headers(api_key: str) -> dict[str, str]:
    """What opens a webhook that asks for a key."""
    return {"x-make-apikey": api_key} if api_key else {}


def said(answer: Answer, url: str) -> str:
    """Make's own words; nothing when it is a page, or shows the URL."""
    words = answer.excerpt
    path = httpx.URL(url).path.strip("/")
    return "" if "<" in words or (path and path in words) else words


def told(answer: Answer, url: str) -> str:
    """The status and Make's words, fit for a reason."""
    return f"{answer.status} {said(answer, url)}".strip()


def queue_is_full(answer: Answer) -> bool:
    """Is it the 400 that passes? Every other 400 is the validation's, and stays."""
    return answer.status == 400 and _QUEUE_IS_FULL in answer.excerpt.lower()
