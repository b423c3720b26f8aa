"""dnsmasq on loopback with the records that a test gives, and no others."""

import shutil
import tempfile
from pathlib import Path

import dns.message
import dns.query
import dns.reversename

from .kept import Kept
from .ports import HeldPorts

SERVER = "/usr/sbin/dnsmasq"
_STRING = 255
"""Octets of a string in a TXT record (RFC 1035 3.3.14); longer texts are several."""
_READY = "ready.nameserver.test"


class NameServer:
    """Answers on UDP and TCP at `host` and `port`. Other names do not exist (NXDOMAIN)."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        self._held = HeldPorts(1)
        (self.port,) = self._held.numbers
        self._lines: list[str] = []
        self._kept: Kept | None = None

    def has(self, name: str, kind: str, *values: str) -> None:
        """Adds records and serves them once this returns.

        `MX` "10 mx.x.test", `TXT` of any length, `A`, `AAAA`, `CNAME` to a name of this server,
        `PTR` under the address itself: `has("192.0.2.1", "PTR", "mx.x.test")`.
        """
        self._lines += [_line(name.rstrip("."), kind, value) for value in values]
        self._serve()

    def forget(self) -> None:
        """No record is left."""
        self._lines.clear()
        self._serve()

    def end(self) -> None:
        """It is gone."""
        if self._kept is not None:
            self._kept.end()
            self._kept = None

    def release(self) -> None:
        """So is its port."""
        self.end()
        self._held.release()

    def _serve(self) -> None:
        self.end()
        folder = Path(tempfile.mkdtemp(prefix="cam-dns-"))
        config = folder / "dnsmasq.conf"
        config.write_text("\n".join([CONFIG.format(port=self.port), *self._lines, ""]))
        self._kept = Kept(folder, [[SERVER, "--keep-in-foreground", f"--conf-file={config}"]])
        self._kept.until(self._answers, "dnsmasq")

    def _answers(self) -> bool:
        query = dns.message.make_query(_READY, "A")
        try:
            return bool(dns.query.tcp(query, self.host, timeout=2, port=self.port).answer)
        except (OSError, EOFError, dns.exception.DNSException):
            return False


CONFIG = f"""
port={{port}}
listen-address=127.0.0.1
bind-interfaces
no-resolv
no-hosts
no-daemon
user=
group=
pid-file=
cache-size=0
local=/#/
host-record={_READY},127.0.0.1
"""


def available() -> bool:
    """Is the program there?"""
    return shutil.which(SERVER) is not None


def _line(name: str, kind: str, value: str) -> str:
    value = value.rstrip(".") if kind in ("CNAME", "PTR") else value
    if kind == "MX":
        preference, _, exchange = value.partition(" ")
        return f"mx-host={name},{exchange.rstrip('.') or '.'},{preference}"
    if kind == "TXT":
        pieces = [value[at : at + _STRING] for at in range(0, len(value), _STRING)] or [""]
        return f"txt-record={name}," + ",".join(f'"{_escaped(piece)}"' for piece in pieces)
    if kind == "PTR":
        return f"ptr-record={dns.reversename.from_address(name)},{value}"
    return {"A": "host-record", "AAAA": "host-record", "CNAME": "cname"}[kind] + f"={name},{value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
