"""The command line: `cam`. A command imports what it needs when it runs, so that help is fast."""

from cam.app.cli.door import main

__all__ = ["main"]
