"""The folder of plans (`PLANS_DIR`): what `/deploy start` offers and takes.

A name that somebody typed is only compared with the files that are there, never made into a path.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.document.text import read_document
from bot.domain.facts import incomplete, unknown
from bot.domain.refusals import Refusal
from bot.errors import Permanent

SUFFIX = ".md"
MAX_BYTES = 1_000_000
"""1 MB, as for everything that comes in."""
HEAD_BYTES = 4096
"""A title stands in the first lines."""
SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A plan that can be started: its file's name without ending, and its first heading."""

    stem: str
    title: str


class Plans:
    """Reads the folder anew each time: an author's change is there at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def known(self) -> tuple[PlanFile, ...]:
        """The plans there are, by name."""
        return await asyncio.to_thread(self._known)

    async def read(self, name: str) -> tuple[str, str] | Refusal:
        """A plan's stem and text by its name, with or without ending; case does not matter."""
        return await asyncio.to_thread(self._read, name)

    def _known(self) -> tuple[PlanFile, ...]:
        return tuple(PlanFile(stem=path.stem, title=_title(path)) for path in self._files())

    def _files(self) -> Iterator[Path]:
        """Plain files of the folder itself, by names that can be shown and typed."""
        home = self._folder.resolve()
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            if path.name.isprintable() and not path.name.startswith(".") and _lies_in(path, home):
                yield path

    def _read(self, name: str) -> tuple[str, str] | Refusal:
        wanted = name.strip().removesuffix(SUFFIX).casefold()
        files = list(self._files())
        path = next((file for file in files if file.stem.casefold() == wanted), None)
        if path is None:
            return _no_such(name, [file.stem for file in files])
        try:
            raw = _head(path, MAX_BYTES + 1)
        except OSError as error:
            return incomplete(f"The plan “{path.stem}” cannot be read: {error.strerror}.")
        if len(raw) > MAX_BYTES:
            return incomplete(f"The plan “{path.stem}” is larger than 1 MB: no plan is that long.")
        try:
            return path.stem, read_document(raw)
        except Permanent as error:
            return incomplete(f"The plan “{path.stem}” cannot be read. {error}")


def _lies_in(path: Path, home: Path) -> bool:
    """Whether it is a plain file of the folder; a link that leads out of it, or in a circle, is not."""
    try:
        return path.resolve().parent == home and path.is_file()
    except (OSError, RuntimeError):
        return False


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _title(path: Path) -> str:
    """The first heading, else the file's name."""
    try:
        head = _head(path, HEAD_BYTES).decode("utf-8-sig", "replace")
    except OSError:
        return path.stem
    heading = next((line for line in head.split("\n") if line.startswith("# ")), "")
    return heading.removeprefix("# ").strip() or path.stem


def _no_such(name: str, stems: list[str]) -> Refusal:
    if not stems:
        return unknown("There are no plans: the folder that PLANS_DIR names holds no .md file.")
    more = f" and {len(stems) - SHOWN} more" if len(stems) > SHOWN else ""
    return unknown(f"There is no plan “{name[:80]}”. There are: {', '.join(stems[:SHOWN])}{more}.")
