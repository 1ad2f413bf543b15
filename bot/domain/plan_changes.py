"""What differs between two revisions of a plan, section by section.

Compared is what the plan asks for and what it keeps unread: never marks, line numbers, spacing, or the order
of columns. The order of a section's rows counts, since it is the order in which steps are carried out.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from itertools import count
from typing import Any

from bot.domain.plan import Phase, Plan
from bot.domain.times import zone_of

HEAD, WINDOW, OTHER = "head", "window", "other"
"""What has no number: the lines above section 1, date and window, sections that the plan does not know."""


Rows = Iterable[tuple[str, object]]
"""A section's rows: what each is known by, and what it says."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it is compared: its rows, and what one of them is called in a sentence."""

    number: str
    noun: str
    rows: Callable[[Plan], Rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a section differs: its rows that were added, removed and changed, by name.

    None of the three for rows that only changed places, and for text that the plan keeps unread.
    """

    section: str
    noun: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Every section that differs, in the order of the document."""
    found = [change for section in SECTIONS if (change := _change(section, before, after))]
    known = {change.section for change in found}
    old, new = _unread(before), _unread(after)
    texts = [section for section in {**old, **new} if old.get(section) != new.get(section)]
    found += [Change(section=section, noun="text") for section in texts if section not in known]
    return tuple(sorted(found, key=lambda change: _place(change.section)))


def words(change: Change) -> str:
    """A change in words: `section 4.1, 1 script added (V042.sql)`."""
    where = _NAMES.get(change.section, f"section {change.section}")
    rows = (("added", change.added), ("removed", change.removed), ("changed", change.changed))
    if change.section == WINDOW:
        return where
    if change.section == HEAD:
        return f"{where}, {_some(change.changed) or 'text'}"
    said = [f"{len(names)} {_noun(change, names)} {how} ({_some(names)})" for how, names in rows if names]
    same = "text" if change.noun == "text" else f"the order of its {change.noun}s"
    return f"{where}, {', '.join(said) or same}"


_NAMES = {HEAD: "the head", WINDOW: "date and window", OTHER: "a section that the plan does not know"}
NAMED = 3
"""How many rows of a section are named."""


def _noun(change: Change, names: tuple[str, ...]) -> str:
    return change.noun if len(names) == 1 else f"{change.noun}s"


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def is_same_but_for_version_and_window(before: Plan, after: Plan) -> bool:
    """Whether two plans are the same but for version, date and window (contract: Change type)."""
    again = _aligned(before, after, _filled_in(before, after))
    return all(change.section == WINDOW for change in changes(before, again))


def _filled_in(before: Plan, after: Plan) -> dict[str, str]:
    """What is filled in wherever a text names it, as it was and as it is: version, date and start."""
    found = {before.release.version: after.release.version}
    if before.window and after.window:
        was, now = (window.start.astimezone(zone_of(window.zone)) for window in (before.window, after.window))
        found |= {f"{was:%Y-%m-%d}": f"{now:%Y-%m-%d}", f"{was:%H:%M}": f"{now:%H:%M}"}
    return {old: new for old, new in found.items() if old}


def _aligned(old: Any, new: Any, filled_in: Mapping[str, str]) -> Any:  # noqa: ANN401 - walks through every type that a plan has
    """The new value, with each text as it was where it differs by nothing but what is filled in."""
    if isinstance(new, StrEnum) or type(old) is not type(new):
        return new
    if isinstance(new, str):
        return old if _differ_by(old, new, filled_in) else new
    if isinstance(new, tuple) and len(old) == len(new):
        return tuple(_aligned(*each, filled_in) for each in zip(old, new, strict=True))
    if is_dataclass(new) and not isinstance(new, type):
        names = [field.name for field in fields(new) if field.init]
        return replace(
            new, **{name: _aligned(getattr(old, name), getattr(new, name), filled_in) for name in names}
        )
    return new


def _differ_by(old: str, new: str, filled_in: Mapping[str, str]) -> bool:
    """Whether a text became another by nothing but these replacements, in some places or in all.

    A number is no part of a longer one: the 7 of version 7 is not that of 17 or 7.1.
    """
    texts = "|".join(re.escape(text) for text in sorted(filled_in, key=len, reverse=True))
    pieces = re.split(rf"(?<!\d)(?<!\d\.)({texts})(?!\.?\d)", old) if texts else [old]
    places = ["|".join(re.escape(each) for each in (piece, filled_in.get(piece, piece))) for piece in pieces]
    return re.fullmatch("".join(f"(?:{place})" for place in places), new) is not None


def _change(section: Section, before: Plan, after: Plan) -> Change | None:
    old, new = _by_name(section, before), _by_name(section, after)
    if list(old.items()) == list(new.items()):
        return None
    return Change(
        section=section.number,
        noun=section.noun,
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        changed=tuple(name for name in new if name in old and new[name] != old[name]),
    )


def _by_name(section: Section, plan: Plan) -> dict[str, object]:
    """A section's rows by their name, with a count where several bear the same."""
    found: dict[str, object] = {}
    for written, row in section.rows(plan):
        key = name = _one_line(written)
        numbers = count(2)
        while key in found:
            key = f"{name} ({next(numbers)})"
        found[key] = _compared(row)
    return found


def _unread(plan: Plan) -> Mapping[str, list[str]]:
    """What is kept unread, by section; in the order of its words, since columns may change places."""
    found: dict[str, list[str]] = {}
    for piece in plan.unread:
        found.setdefault(piece.section or OTHER, []).append(_one_line(piece.text))
    return {section: sorted(texts) for section, texts in found.items()}


def _compared(value: object) -> object:
    """A value as it is compared: without its line, its spacing evened out."""
    if isinstance(value, str):
        return _one_line(value)
    if isinstance(value, tuple):
        return tuple(_compared(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(
            _compared(getattr(value, field.name))
            for field in fields(value)
            if field.name != "line" and field.init
        )
    return value


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _place(section: str) -> tuple[int, str]:
    """Where a section stands in the document."""
    first = {HEAD: 0, WINDOW: 1, OTHER: 99}
    chapter, _, _ = section.partition(".")
    return first.get(section, int(chapter) if chapter.isdigit() else 98), section


def _head(plan: Plan) -> Rows:
    yield "title", plan.title
    yield "Document ID", plan.document_id
    yield "Author", plan.author
    yield "Traceability", plan.traceability


def _window(plan: Plan) -> Rows:
    window = plan.window
    yield "window", (window.start, window.end, window.zone) if window else None


def _release(plan: Plan) -> Rows:
    release = plan.release
    yield "Release Name", release.name
    yield "Version", release.version
    yield "Deployment Type", release.deployment_type
    yield "Environment", release.environment
    yield "Service", release.service
    yield "Base URL", release.base_url
    yield "Change type", release.change_type
    yield "Customer impact", release.customer_impact


def _checklist(*, communication: bool) -> Callable[[Plan], Rows]:
    """Items are known by their text alone: a number changes with what stands above."""
    return lambda plan: [
        (item.text, ())
        for item in plan.checklist
        if ("communication" in item.group.casefold()) is communication
    ]


def _signoffs(plan: Plan, *, in_ten: bool) -> Rows:
    """Rows of 10 are those whose label is the role; a row's number changes with what stands above."""
    rows = (row for row in plan.signoffs if (row.label == row.role) is in_ten)
    return ((row.label, replace(row, number=0)) for row in rows)


def _approvals(plan: Plan) -> Rows:
    return _signoffs(plan, in_ten=False)


def _sign_off(plan: Plan) -> Rows:
    yield from _signoffs(plan, in_ten=True)
    yield from ((row.name, (row.kind, row.role)) for row in plan.checkpoints)


def _phase(phase: Phase) -> Callable[[Plan], Rows]:
    def rows(plan: Plan) -> Rows:
        for found in (*plan.phases, *filter(None, (plan.rollback,))):
            if found.phase is phase:
                yield "start", found.offset_minutes
                yield from ((f"{step.number} {step.action}", step) for step in found.steps)

    return rows


def _notifications(plan: Plan) -> Rows:
    """By the time as it is written: a moved window does not change what 9.1 asks for."""
    for row in plan.notifications:
        yield f"{row.time.text if row.time else ''} {row.message}", (row.audience, row.channels_text)


SECTIONS = (
    Section(HEAD, "line", _head),
    Section(WINDOW, "date and window", _window),
    Section("1.1", "row", _release),
    Section("1.2", "role", lambda plan: [(row.role, row) for row in plan.team]),
    Section("2.1", "item", _checklist(communication=False)),
    Section("2.2", "approval", _approvals),
    Section("2.3", "item", _checklist(communication=True)),
    Section("3.1", "step", _phase(Phase.PRE_DEPLOYMENT)),
    Section("3.2", "step", _phase(Phase.DEPLOYMENT)),
    Section("3.3", "step", _phase(Phase.POST_DEPLOYMENT)),
    Section("4.1", "script", lambda plan: [(row.script, row) for row in plan.migrations]),
    Section("4.2", "command", lambda plan: [(row.text, row) for row in plan.migration_commands]),
    Section("4.3", "check", lambda plan: [(row.check, row) for row in plan.validations]),
    Section("5.1", "variable", lambda plan: [(row.name, row) for row in plan.variables]),
    Section("5.2", "flag", lambda plan: [(row.name, row) for row in plan.flags]),
    Section("6.1", "trigger", lambda plan: [(row.text, ()) for row in plan.triggers]),
    Section("6.2", "decision", lambda plan: [(row.severity_text, row) for row in plan.decisions]),
    Section("6.3", "rollback step", _phase(Phase.ROLLBACK)),
    Section("6.4", "command", lambda plan: [(row.text, row) for row in plan.rollback_commands]),
    Section(
        "7.1", "smoke test", lambda plan: [(row.name, replace(row, number=0)) for row in plan.smoke_tests]
    ),
    Section("7.2", "command", lambda plan: [(row.text, row) for row in plan.smoke_commands]),
    Section("8.1", "metric", lambda plan: [(row.name, row) for row in plan.metrics]),
    Section("8.2", "dashboard", lambda plan: [(row.name, row) for row in plan.dashboards]),
    Section("9.1", "notification", _notifications),
    Section("9.2", "contact", lambda plan: [(row.level, row) for row in plan.contacts]),
    Section("10", "sign-off", _sign_off),
)
"""Every section that a plan can differ in."""
