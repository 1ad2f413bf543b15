"""A document's outline: which of the plan's sections each heading opens, found by its title.

Numbers in titles may be missing or differ, so the words alone decide.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from bot.document.markdown import Block, Heading
from bot.document.values import without_offset
from bot.domain.plan_changes import HEAD


class Part(StrEnum):
    """The sections that hold something, by the seed's titles."""

    RELEASE = "Release Information"
    TEAM = "Deployment Team"
    READINESS = "Technical Readiness"
    APPROVALS = "Approvals"
    COMMUNICATION = "Communication"
    PRE_DEPLOYMENT = "Pre-Deployment"
    DEPLOYMENT = "Deployment"
    POST_DEPLOYMENT = "Post-Deployment"
    MIGRATIONS = "Migration Scripts"
    MIGRATION_COMMANDS = "Migration Commands"
    VALIDATIONS = "Data Validation"
    VARIABLES = "Environment Variables"
    FLAGS = "Feature Flags"
    TRIGGERS = "Rollback Triggers"
    DECISIONS = "Rollback Decision"
    ROLLBACK = "Rollback Steps"
    ROLLBACK_COMMANDS = "Rollback Commands"
    SMOKE_TESTS = "Critical Paths"
    SMOKE_COMMANDS = "Automated Smoke Test"
    METRICS = "Key Metrics to Watch"
    DASHBOARDS = "Dashboards"
    NOTIFICATIONS = "Notification Schedule"
    CONTACTS = "Escalation Contacts"
    PRE_APPROVAL = "Pre-Deployment Approval"
    CONFIRMATION = "Post-Deployment Confirmation"


NUMBERS = {
    Part.RELEASE: "1.1",
    Part.TEAM: "1.2",
    Part.READINESS: "2.1",
    Part.APPROVALS: "2.2",
    Part.COMMUNICATION: "2.3",
    Part.PRE_DEPLOYMENT: "3.1",
    Part.DEPLOYMENT: "3.2",
    Part.POST_DEPLOYMENT: "3.3",
    Part.MIGRATIONS: "4.1",
    Part.MIGRATION_COMMANDS: "4.2",
    Part.VALIDATIONS: "4.3",
    Part.VARIABLES: "5.1",
    Part.FLAGS: "5.2",
    Part.TRIGGERS: "6.1",
    Part.DECISIONS: "6.2",
    Part.ROLLBACK: "6.3",
    Part.ROLLBACK_COMMANDS: "6.4",
    Part.SMOKE_TESTS: "7.1",
    Part.SMOKE_COMMANDS: "7.2",
    Part.METRICS: "8.1",
    Part.DASHBOARDS: "8.2",
    Part.NOTIFICATIONS: "9.1",
    Part.CONTACTS: "9.2",
    Part.PRE_APPROVAL: "10",
    Part.CONFIRMATION: "10",
}
"""Where the seed has each section: for people to find it."""

REQUIRED = frozenset(
    {
        Part.RELEASE,
        Part.TEAM,
        Part.APPROVALS,
        Part.PRE_DEPLOYMENT,
        Part.DEPLOYMENT,
        Part.POST_DEPLOYMENT,
        Part.DECISIONS,
        Part.ROLLBACK,
        Part.NOTIFICATIONS,
        Part.PRE_APPROVAL,
        Part.CONFIRMATION,
    }
)
"""Sections without whose rows a deployment cannot be carried out; the others may have nothing to list."""

CHAPTERS = (
    "Deployment Overview",
    "Pre-Deployment Checklist",
    "Deployment Steps",
    "Database Changes",
    "Configuration Changes",
    "Rollback Plan",
    "Smoke Tests",
    "Monitoring",
    "Communication Plan",
    "Sign-off",
)
"""Titles that only hold sections."""

_NUMBERING = re.compile(r"^[0-9]+(?:\.[0-9]+)*[.)]?\s+")
_BRACKETS = re.compile(r"\([^()]*\)")
_BETWEEN_WORDS = re.compile(r"[^\w]+")


def title_key(title: str) -> str:
    """A title as it is compared: without number, brackets, offset, case, and plural endings."""
    bare = _BRACKETS.sub(" ", _NUMBERING.sub("", title.strip()))
    words = _BETWEEN_WORDS.sub(" ", without_offset(bare).casefold()).split()
    return " ".join(word.removesuffix("s") for word in words)


_PARTS = {title_key(part): part for part in Part}
_CHAPTERS = {title_key(chapter): str(number) for number, chapter in enumerate(CHAPTERS, start=1)}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks up to the next; `part` is `None` where the plan knows no such section."""

    part: Part | None
    title: str
    line: int
    blocks: tuple[Block, ...]
    is_chapter: bool = False
    level: int = 1

    @property
    def chapter(self) -> str:
        """The chapter's number, where the title is one that only holds sections."""
        return _CHAPTERS[title_key(self.title)] if self.is_chapter else ""

    @property
    def likely(self) -> Part | None:
        """The part whose title looks most like an unknown one."""
        found = get_close_matches(title_key(self.title), _PARTS, n=1, cutoff=0.75)
        return _PARTS[found[0]] if found else None


@dataclass(frozen=True, slots=True)
class Outline:
    """A document by its headings. `preamble` is what stands before the first section.

    `numbers` are the seed's numbers of the sections, whatever the document's own numbering.
    """

    title: str
    preamble: tuple[Block, ...]
    sections: tuple[Section, ...]
    numbers: tuple[str, ...]

    def of(self, part: Part) -> tuple[Section, ...]:
        """Every section with this part's title; more than one is read as one."""
        return tuple(section for section in self.sections if section.part is part)

    def number_at(self, line: int) -> str:
        """The number of the section a line stands in; "head" above the first, "" in no chapter."""
        above = bisect_right(self.sections, line, key=lambda section: section.line)
        return self.numbers[above - 1] if above else HEAD


def outline(found: Iterable[Block]) -> Outline:
    """The outline of a document's blocks."""
    title = ""
    preamble: list[Block] = []
    sections: list[tuple[Heading, list[Block]]] = []
    for block in found:
        if isinstance(block, Heading) and not title and not sections and not _is_known(block.title.text):
            title = block.title.text
        elif isinstance(block, Heading):
            sections.append((block, []))
        else:
            (sections[-1][1] if sections else preamble).append(block)
    read = tuple(_section(head, held) for head, held in sections)
    return Outline(title, tuple(preamble), read, tuple(_numbers(read)))


def _numbers(sections: Iterable[Section]) -> Iterator[str]:
    """A section that the plan does not know belongs to the chapter it stands in: the nearest one above of a
    higher level.
    """
    last: dict[int, tuple[int, str]] = {}
    for place, section in enumerate(sections):
        if section.chapter:
            last[section.level] = (place, section.chapter)
        above = [found for level, found in last.items() if level < section.level]
        own = NUMBERS[section.part] if section.part else section.chapter
        yield own or max(above, default=(0, ""))[1]


def _section(heading: Heading, held: list[Block]) -> Section:
    title, key = heading.title.text, title_key(heading.title.text)
    part, is_chapter = _PARTS.get(key), key in _CHAPTERS
    return Section(part, title, heading.line, tuple(held), is_chapter, heading.level)


def _is_known(title: str) -> bool:
    key = title_key(title)
    return key in _PARTS or key in _CHAPTERS
