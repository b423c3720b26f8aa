"""Cells that a spreadsheet would take for a formula get a leading `'`, and lose it when read.

What begins with `=` `+` `-` `@` tab or carriage return may be run by who opens the file. A cell
that already has such a `'` gets one more, so that reading gives back what was written.
"""

import re

_DANGER = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""The full-width signs count as well: some spreadsheets read them as the plain ones."""


def defused(cell: str) -> str:
    """The cell as it may be written."""
    return f"'{cell}" if _DANGER.match(cell) else cell


def restored(cell: str) -> str:
    """The cell as it was before it was defused."""
    return cell[1:] if cell.startswith("'") and _DANGER.match(cell) else cell
