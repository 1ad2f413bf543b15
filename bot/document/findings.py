"""Findings: what is wrong or worth knowing in a document, as a compiler would say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Errors stop `submit`; warnings are shown to approvers; notes are for the author."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


RANK = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding on a line (from 1). `text` says what is wrong and what to do."""

    line: int
    level: Level
    text: str


def error(line: int, text: str) -> Finding:
    """Something without which the plan cannot be carried out."""
    return Finding(line, Level.ERROR, text)


def warning(line: int, text: str) -> Finding:
    """Something that contradicts itself or will surprise somebody."""
    return Finding(line, Level.WARNING, text)


def note(line: int, text: str) -> Finding:
    """Something that the author may want to know."""
    return Finding(line, Level.NOTE, text)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by line, errors first on a line, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.line, RANK[f.level], f.text)))


def errors_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """What stops `submit`, one sentence each."""
    return tuple(f"line {f.line}: {f.text}" for f in findings if f.level is Level.ERROR)
