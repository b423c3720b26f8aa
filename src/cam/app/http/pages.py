"""What somebody who unsubscribes reads: small pages, whole in themselves, without any script."""

import base64
import hashlib
import re
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from string import Template

from litestar import MediaType, Response

from cam.domain.model.mail import ONE_CLICK

_FRAME = (Path(__file__).parent / "pages.html").read_text("utf-8")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_NAME, _, _VALUE = ONE_CLICK.partition("=")
_BUTTON = (
    f'<form method="post"><input type="hidden" name="{_NAME}" value="{_VALUE}">'
    '<button type="submit">Unsubscribe</button></form>'
)
_BY_REPLY = "You can also answer the email with the word &ldquo;unsubscribe&rdquo;."


class Page(Enum):
    """Its title and, below it, what it says."""

    ASKS = (
        "Unsubscribe",
        "<p>Press the button, and we will not write to you again.</p>",
        _BUTTON,
        '<p class="quiet">It takes effect at once. You need no account.</p>',
    )
    DONE = ("You are unsubscribed", "<p>We will not write to you again.</p>")
    ON_ITS_WAY = (
        "You are unsubscribed",
        "<p>We will not write to you again.</p>",
        '<p class="quiet">One email was already on its way, and may still arrive.</p>',
    )
    NOT_OURS = (
        "This link does not work",
        "<p>Part of it may have been lost on the way.</p>",
        f'<p class="quiet">{_BY_REPLY}</p>',
    )
    NOT_NOW = (
        "Please try again later",
        "<p>Something on our side is not working right now, and nothing was changed.</p>",
        f'<p class="quiet">{_BY_REPLY}</p>',
    )


def _bytes(page: Page) -> bytes:
    title, *content = page.value
    words = "\n".join([f"<h1>{title}</h1>", *content])
    return Template(_FRAME).substitute(title=title, content=words).encode()


def _policy() -> str:
    """Its own style and no other, a form that goes nowhere else, and nothing besides."""
    found = _STYLE.search(_FRAME)
    digest = hashlib.sha256(found[1].encode() if found else b"").digest()
    return (
        f"default-src 'none'; style-src 'sha256-{base64.b64encode(digest).decode()}'; "
        "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


_PAGES = {page: _bytes(page) for page in Page}
HEADERS = {"Content-Security-Policy": _policy(), "X-Robots-Tag": "noindex, nofollow"}
"""Beside those that every answer has: not cached, no referrer, in no frame."""


def answered(
    page: Page, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """The page as an answer."""
    told = {**HEADERS, **(headers or {})}
    return Response(_PAGES[page], status_code=status, media_type=MediaType.HTML, headers=told)
