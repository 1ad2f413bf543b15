"""Plans that change: amendments and moved windows, and which approvals fall by them (contract: Who may).

A changed document is shown first, as a proposal: what differs, which approvals will fall and why. Taking it
makes exactly those fall; were others to fall by then, it is shown anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from textwrap import shorten

from bot.domain import events as e
from bot.domain.adhoc import as_walked
from bot.domain.already import being_left
from bot.domain.approvals import (
    MEND,
    carry_approval,
    people_problems,
    plan_problems,
    settle_review,
    unreviewable,
)
from bot.domain.clearance import go_past, in_the_way, taken
from bot.domain.coverage import changes_for
from bot.domain.departures import notice_people
from bot.domain.facts import Decision, Facts, Revised, Story, incomplete, settled
from bot.domain.identity import document_id
from bot.domain.intents import AcceptAmendment, Amend, Reschedule
from bot.domain.leaving import begin_anew
from bot.domain.neighbours import look_around
from bot.domain.people import holders_of
from bot.domain.plan import Plan, SignOffRow
from bot.domain.plan_changes import Change, changes, words
from bot.domain.refusals import Because, Refusal
from bot.domain.state import AUTHOR, Deployment, Lifecycle
from bot.domain.times import day_and_clock

ROWS_LENGTH, NAME = 240, 40
"""How many characters of approvals that fall for one reason are named, and how much of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What a new revision does to what was given. Numbers as in `events.Amended`."""

    changes: tuple[str, ...]
    rows: Mapping[int, int]
    items: Mapping[int, int]
    stand: tuple[int, ...]
    since: Mapping[int, str]
    fallen: tuple[str, ...]


def propose(state: Deployment, intent: Amend, facts: Facts) -> Decision:
    """Show what a changed document does; the same one again is taken."""
    revised = _revised(facts)
    if refusal := _not_acceptable(state, revised, facts):
        return refusal
    if state.proposal and state.proposal.revision == revised.text_id:
        return accept(state, intent, facts)
    return (_proposal(consequences(state, revised, facts), revised, facts),)


def _proposal(expected: Consequences, revised: Revised, facts: Facts) -> e.AmendmentProposed:
    return e.AmendmentProposed(
        at=facts.now,
        by=facts.actor,
        revision=revised.text_id,
        changes=expected.changes or ("nothing that anybody approves",),
        falls=expected.fallen,
        all_fall=bool(expected.fallen) and not expected.stand,
        ticked=revised.ticked,
    )


def accept(state: Deployment, _intent: Amend | AcceptAmendment, facts: Facts) -> Decision:
    """Take the changed document that was shown, and let those approvals fall that were named."""
    proposal = state.proposal
    if proposal is None:
        return incomplete("No changed document was shown yet: `/deploy amend` shows what it changes.")
    revised = _revised(facts)
    expected = consequences(state, revised, facts)
    if expected.fallen != proposal.falls:
        return (_proposal(expected, revised, facts),)
    story = Story(state)
    story.add(_amended(e.Amended, expected, revised, facts))
    if refusal := _not_free(state, story.state, facts):
        return refusal
    return _taken(story, revised, facts)


def _not_free(before: Deployment, after: Deployment, facts: Facts) -> Refusal | None:
    """Refuses to take another's window by amending; a draft is asked when it is submitted."""
    is_moved = (before.window, before.target.key) != (after.window, after.target.key)
    if before.state is Lifecycle.DRAFT or not is_moved:
        return None
    return in_the_way(taken(after, facts), "amend the document, or go past it with `/deploy reschedule`.")


def _taken(story: Story, revised: Revised, facts: Facts) -> Decision:
    """Bind the roles anew, and ask again for what is missing now."""
    notice_people(story, facts, revised.plan)
    if story.state.state is not Lifecycle.DRAFT:
        if problems := people_problems(story.state, revised.plan):
            return unreviewable(problems)
        carry_approval(story, revised.plan, facts)
    settle_review(story, revised.plan, facts)
    look_around(story, replace(facts, plan=revised.plan), is_told=True)
    return story.events


def reschedule(state: Deployment, intent: Reschedule, facts: Facts) -> Decision:
    """Move the window; Operations and CAB are asked again, nobody else."""
    if state.leaving:
        return settled(being_left(state, facts.actor))
    revised = _revised(facts)
    window = revised.plan.window
    against = [error for error in revised.errors if error not in facts.errors]
    if window is None or against:
        why = " ".join(against) or "The plan has no date and window that can be read: amend it."
        return incomplete(f"The window cannot be moved to {intent.start:%Y-%m-%d %H:%M}. {why}")
    if window.start <= facts.now:
        when = day_and_clock(window.start, window.zone)
        return Refusal(Because.NOT_NOW, f"{when} is over: choose a later date and time.")
    if window.start == state.window_start and window.end == state.window_end:
        return settled(f"The window starts {day_and_clock(window.start, window.zone)} already.")
    story = Story(state)
    story.add(_amended(e.Rescheduled, consequences(state, revised, facts), revised, facts))
    past = go_past(story.state, taken(story.state, facts), intent.override, facts)
    if isinstance(past, Refusal):
        return past
    for event in past:
        story.add(event)
    if state.state is Lifecycle.PRE_DEPLOYMENT:
        begin_anew(story, f"to {day_and_clock(window.start, window.zone)}", facts)
    return _taken(story, revised, facts)


def _revised(facts: Facts) -> Revised:
    if facts.revised is None:
        raise ValueError("an amendment needs the document that it asks for")
    return facts.revised


def _not_acceptable(state: Deployment, revised: Revised, facts: Facts) -> Refusal | None:
    if revised.text_id == state.revision:
        return settled("Nothing changed: the document is the one that the deployment has already.")
    ours = document_id(facts.plan.document_id, state.source)
    theirs = document_id(revised.plan.document_id, state.source)
    if theirs.casefold() != ours.casefold():
        return incomplete(
            f"That is another document: its ID is {theirs}, this deployment's is {ours}. "
            f"`/deploy start` starts it for itself."
        )
    if problems := [*revised.errors, *plan_problems(revised.plan)]:
        return unreviewable(problems, f"Nothing changed. {MEND}")
    return None


def consequences(state: Deployment, revised: Revised, facts: Facts) -> Consequences:
    """What differs, and what becomes of approvals and ticks by it."""
    before, after = facts.plan, revised.plan
    rows = _matched(
        [(row.number, (row.label, row.role)) for row in before.signoffs],
        [(row.number, (row.label, row.role)) for row in after.signoffs],
    )
    items = _matched(
        [(item.number, (item.text, item.group)) for item in before.checklist],
        [(item.number, (item.text, item.group)) for item in after.checklist],
    )
    old, new = _by_number(before), _by_number(after)
    stand: list[int] = []
    since: dict[int, str] = {}
    fallen: dict[str, list[str]] = {}
    changed = {
        revision: changes(facts.known.get(revision, before), after) for revision in {*state.approved.values()}
    }
    for number, revision in sorted(state.approved.items()):
        given, row = state.signoffs.get(number), new.get(rows.get(number, 0))
        why = _why_again(changed[revision], (old[number], row)) if row else "the row is gone"
        if row and given and given.by and holders_of(facts.roles, AUTHOR).include(given.by):
            why = why or "whoever approved is the author now"
        if given and given.by and why:
            named = (shorten(text, NAME, placeholder="…") for text in (old[number].label, given.by.name))
            fallen.setdefault(why, []).append("{} ({})".format(*named))
        elif given and row:
            stand.append(row.number)
        if row and why:
            since[row.number] = why
    return Consequences(
        changes=tuple(words(change) for change in changes(before, as_walked(after, state))),
        rows=rows,
        items=items,
        stand=tuple(stand),
        since=since,
        fallen=tuple(f"{_named(labels)}: {why}" for why, labels in fallen.items()),
    )


def _named(labels: Sequence[str]) -> str:
    """`UAT Sign-off (Pia Moreau), Security Sign-off (Sefa Yilmaz) and 3 more`."""
    lengths = accumulate(len(label) for label in labels)
    shown = [label for label, length in zip(labels, lengths, strict=True) if length <= ROWS_LENGTH]
    more = len(labels) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _why_again(changed: Sequence[Change], rows: Iterable[SignOffRow]) -> str:
    """What changed, of that which a row stands for, since it was approved; by its words before and now."""
    concerned = {change: None for row in rows for change in changes_for(row, changed)}
    return "; ".join(words(change) for change in concerned)


def _by_number(plan: Plan) -> Mapping[int, SignOffRow]:
    return {row.number: row for row in plan.signoffs}


def _matched(
    before: Sequence[tuple[int, tuple[str, str]]], after: Sequence[tuple[int, tuple[str, str]]]
) -> dict[int, int]:
    """Which number each row that stayed has now; the first of several equal ones is the first again."""
    left = list(after)
    found = {}
    for number, key in before:
        match = next((each for each in left if each[1] == key), None)
        if match:
            left.remove(match)
            found[number] = match[0]
    return found


def _amended(kind: type[e.Amended], expected: Consequences, revised: Revised, facts: Facts) -> e.Amended:
    release, window = revised.plan.release, revised.plan.window
    return kind(
        at=facts.now,
        by=facts.actor,
        revision=revised.text_id,
        release=release.name,
        version=release.version,
        service=release.service,
        environment=release.environment,
        window_start=window.start if window else None,
        window_end=window.end if window else None,
        zone=window.zone if window else "",
        rows=expected.rows,
        items=expected.items,
        ticked=revised.ticked,
        stand=expected.stand,
        since=expected.since,
        changes=expected.changes,
        fallen=expected.fallen,
    )
