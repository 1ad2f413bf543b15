"""The documents that the tests read: the seed, our own plans, and small changes to them."""

import os
from datetime import datetime
from pathlib import Path

from bot.document.check import check
from bot.document.fill import fill
from bot.document.findings import Finding, Level
from bot.document.parse import Document, parse
from bot.document.text import read_document
from bot.domain.plan import Plan

ROOT = Path(__file__).parents[3]
SEED = read_document((Path(__file__).parent / "data" / "deployment-plan-template.md").read_bytes())
WEB_SHOP = read_document((ROOT / "plans" / "web-shop.md").read_bytes())
LEDGER = read_document((ROOT / "plans" / "ledger-migration.md").read_bytes())
START = datetime(2026, 12, 1, 23, 0)  # noqa: DTZ001 - a local time of the plan's zone
FILLED = fill(WEB_SHOP, version="4.12.0", start=START)
"""The web shop's plan as `/deploy start web-shop 4.12.0 "2026-12-01 23:00"` makes it."""

GOLDEN = Path(__file__).parent / "golden"


def changed(old: str, new: str, text: str = FILLED) -> str:
    """A document with one text in place of another that must be there."""
    assert old in text, old
    return text.replace(old, new)


def without_section(title: str, text: str = FILLED) -> str:
    """A document without the section under a heading that must be there."""
    before, heading, after = text.partition(title)
    assert heading, title
    following = after.find("\n#")
    return before + after[following + 1 :]


def read(old: str, new: str, text: str = FILLED) -> Plan:
    """The plan of a changed document."""
    return parse(changed(old, new, text)).plan


def line_of(needle: str, text: str = FILLED) -> int:
    """The line on which a text stands first, from 1."""
    return next(number for number, line in enumerate(text.split("\n"), start=1) if needle in line)


def said(text: str, level: Level | None = None) -> list[str]:
    """What the check says of a document, without lines; of one level or of all."""
    return [finding.text for finding in found(text) if level in {None, finding.level}]


def found(text: str) -> tuple[Finding, ...]:
    """All findings of a document."""
    return check(parse(text))


def document(text: str = FILLED) -> Document:
    """A document, read."""
    return parse(text)


def golden(name: str, now: str) -> str:
    """What a golden file holds; with UPDATE_GOLDEN=1 it is written anew first."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(now, encoding="utf-8")
    return path.read_text(encoding="utf-8")
