"""A client that speaks SMTP byte by byte."""

import asyncio
import contextlib

from cam.sandbox import Sandbox

ENVELOPE = b"MAIL FROM:<me@sender.example>\r\nRCPT TO:<you@acme.example>\r\nDATA\r\n"


class Wire:
    """A client that writes bytes as they are told and reads replies one by one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def greeted(cls, sandbox: Sandbox) -> "Wire":
        wire = cls(*await asyncio.open_connection(sandbox.smtp_host, sandbox.smtp_port))
        assert (await wire.reply())[:3] == "220"
        await wire.say(b"EHLO client.example\r\n")
        assert (await wire.reply())[:3] == "250"
        return wire

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self) -> str:
        """The last line of the next reply; empty when the connection ended."""
        while True:
            line = (await self.reader.readline()).decode()
            if line[3:4] != "-":
                return line.rstrip()

    async def replies(self, count: int) -> list[str]:
        return [(await self.reply())[:3] for _ in range(count)]

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()
