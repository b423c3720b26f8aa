"""Ports on loopback that nobody else gets while they are held.

Postfix listens with SO_REUSEPORT: two of them on one port would silently share its connections.
So each port stays bound here, without listening, as long as its server may run; the kernel gives it
to nobody who asks for a free one. That the right server answers is checked by its greeting.
"""

import socket


class HeldPorts:
    """As many as were asked for, all different."""

    def __init__(self, count: int) -> None:
        self._held = [self._hold() for _ in range(count)]
        self.numbers = [held.getsockname()[1] for held in self._held]

    def _hold(self) -> socket.socket:
        held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        return held

    def release(self) -> None:
        """Anybody may have them."""
        for held in self._held:
            held.close()


def greeting(port: int) -> str:
    """What a server says first; "" while nobody listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            return connection.recv(512).decode("ascii", "replace")
    except OSError:
        return ""
