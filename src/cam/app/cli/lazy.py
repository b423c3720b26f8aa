"""A group that imports a command only when it is named or listed."""

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import rich_click as click


class LazyGroup(click.RichGroup):
    """`lazy` says where each command lives: name to `module:attribute`, in the order of help."""

    def __init__(self, *args: Any, lazy: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order they were given."""
        del ctx
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        del ctx
        if cmd_name not in self._lazy:
            return None
        module, _, attribute = self._lazy[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; an unknown name gets the nearest one there is."""
        if args and args[0] not in self._lazy and not args[0].startswith("-"):
            near = get_close_matches(args[0], self._lazy, n=1)
            hint = f", did you mean '{near[0]}'?" if near else "."
            ctx.fail(f"There is no command '{args[0]}'{hint}")
        return super().resolve_command(ctx, args)
