"""The proofs as a page: what was done, the figures, the date and the commit."""

import os
import subprocess
from collections.abc import Iterable, Sequence
from platform import platform, python_version

from cam.app.composition import system_clock
from cam.app.prove.proof import Proof

ZEROS = frozenset({"double", "lost", "over_quota", "after_the_answer", "bought_twice"})
"""Figures that must be nought: they are set in bold."""


def written(proofs: Sequence[Proof]) -> str:
    """The page, in Markdown."""
    return "\n".join([*_head(proofs), *(line for proof in proofs for line in _part(proof))])


def _head(proofs: Sequence[Proof]) -> Iterable[str]:
    broken = [f"{proof.promise} on {proof.database}" for proof in proofs if not proof.held]
    yield "# Proof"
    yield ""
    yield "Made by `make prove`, which anybody can run; `cam prove --help` tells what is done."
    yield "Judged by what the mail server and the vendors' books of the sandbox received."
    yield ""
    yield f"- Date: {system_clock().now():%Y-%m-%d %H:%M} UTC"
    yield f"- Commit: {_commit()}"
    yield f"- Machine: {os.cpu_count()} cores, {platform(terse=True)}, Python {python_version()}"
    yield f"- Result: {'broken: ' + ', '.join(broken) if broken else 'every promise held'}"
    yield ""


def _part(proof: Proof) -> Iterable[str]:
    yield f"## {proof.promise}, {proof.database}: {'held' if proof.held else 'BROKEN'}"
    yield ""
    yield f"{proof.did[:1].upper()}{proof.did[1:]}. {proof.seconds:g} s, seed {proof.seed}."
    yield ""
    yield "| | |"
    yield "|---|---:|"
    for name, count in proof.figures.items():
        figure = f"**{count:,g}**" if name in ZEROS else f"{count:,.0f}"
        yield f"| {name.replace('_', ' ')} | {figure} |"
    yield ""
    for complaint in proof.wrong:
        yield f"- {complaint}"
    if proof.wrong:
        yield ""


def _commit() -> str:
    """With a word when files differ from it."""
    head = _git("rev-parse", "--short=12", "HEAD")
    return f"{head or 'unknown'}{' and changes' if head and _git('status', '--porcelain') else ''}"


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip()
