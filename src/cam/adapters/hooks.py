"""HTTP for announcements: many small requests at once, for which httpx's own pool is too slow.

Only for what may arrive twice: this transport reports a server that hung up after it was written
to as if it had never been reached, so a paid request must not go this way (httpx-aiohttp 0.2).
"""

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport


class HookTransport(AiohttpTransport):
    """At most `connections` at once; every failure is an httpx error."""

    def __init__(self, connections: int) -> None:
        super().__init__(client=lambda: _session(connections))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer. Raises only httpx errors."""
        try:
            return await super().handle_async_request(request)
        except aiohttp.ClientError as failure:
            raise httpx.RemoteProtocolError(str(failure)) from failure


def _session(connections: int) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=connections)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
