"""The check: what is wrong in a document, or contradicts itself, before anybody is asked to approve it."""

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.document.findings import Finding, in_order, warning
from bot.document.marks import Mark, Marks
from bot.document.parse import Document
from bot.document.rules import metrics, people, rollback, secrets, smoke, structure, times
from bot.domain.plan import Plan

Rule = Callable[[Plan], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    structure.step_numbers,
    structure.after,
    structure.undoes,
    structure.severities,
    structure.change_type,
    structure.covers,
    people.author_signs,
    people.unfilled_roles,
    people.decisions_understood,
    people.levels_understood,
    people.two_at_once,
    times.phases_overrun,
    times.rollback_fits,
    times.notified_too_late,
    times.told_only_at_the_end,
    metrics.bands,
    metrics.repetitions,
    metrics.triggers,
    smoke.readable,
    smoke.base_url,
    smoke.step,
    rollback.matched_by_words,
    rollback.matched_before_go,
    rollback.not_undone,
    secrets.hidden_values,
    secrets.hidden_words,
)
"""Every rule that looks at the plan alone. What only the roster knows is decided at submit."""


def check(document: Document, *, now: datetime | None = None) -> tuple[Finding, ...]:
    """All findings of a document, by line. With `now` (aware) a window that has passed is one, too."""
    findings = [*document.problems, *_filled_marks(document.marks)]
    for rule in RULES:
        findings += rule(document.plan)
    if now is not None:
        findings += times.window_has_passed(document.plan, now)
    return in_order(findings)


def _filled_marks(marks: Marks) -> Iterable[Finding]:
    """Marks that somebody has filled in already: the bot asks for each of them itself."""
    by_line: dict[int, list[Mark]] = {}
    for mark in marks.filled:
        by_line.setdefault(mark.line, []).append(mark)
    for line, found in by_line.items():
        named = ", ".join(f"{mark.kind} “{mark.text}”" for mark in found)
        yield warning(line, f"{named}: filled in already, and counts for nothing: it is asked for in Slack.")
