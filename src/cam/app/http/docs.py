"""/docs: the API's document for people. One page, no request to anybody but this service."""

import base64
import hashlib
import re
from pathlib import Path

from litestar import MediaType, Response, get

_PAGE = (Path(__file__).parent / "docs.html").read_text("utf-8")


def _hashed(tag: str) -> str:
    """The policy's word for the inline script or style: this one and no other."""
    inline = re.search(rf"<{tag}>(.*?)</{tag}>", _PAGE, re.DOTALL)
    content = inline[1] if inline else ""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


POLICY = (
    f"default-src 'none'; script-src {_hashed('script')}; style-src {_hashed('style')}; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@get("/docs", include_in_schema=False, sync_to_thread=False)
def page() -> Response[str]:
    """The page; it reads /schema/openapi.json."""
    headers = {"Content-Security-Policy": POLICY}
    return Response(_PAGE, media_type=MediaType.HTML, headers=headers)
