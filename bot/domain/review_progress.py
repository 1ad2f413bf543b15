"""What is reviewed and who approved it, folded into the state."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from bot.domain import events as e
from bot.domain.changing import replace
from bot.domain.folds import Folds, given_with, ticked_by_author
from bot.domain.people import unique
from bot.domain.state import Deployment, Lifecycle
from bot.domain.state_parts import Announced, Given, Proposal

Value = TypeVar("Value")


def with_submitted(state: Deployment, event: e.Submitted) -> Deployment:
    """A review begins, with nothing given yet."""
    return replace(
        state,
        state=Lifecycle.IN_REVIEW,
        submitted=given_with(event),
        review_round=event.round,
        reopened=0,
        rejected=None,
        revised=None,
        signoffs={},
        withdrawn={},
        late=(),
        late_due=None,
    )


def with_signed_off(state: Deployment, event: e.SignedOff) -> Deployment:
    """The row is approved as the plan is now."""
    return replace(
        state,
        signoffs={**state.signoffs, event.row: given_with(event, event.comment)},
        approved={**state.approved, event.row: state.revision},
        since=_without(state.since, event.row),
        withdrawn=_without(state.withdrawn, event.row),
        late=tuple(row for row in state.late if row != event.row),
    )


def with_rejected(state: Deployment, event: e.SignOffRejected) -> Deployment:
    """Every approval is void; why is kept until the next review."""
    return replace(state, state=Lifecycle.DRAFT, signoffs={}, rejected=given_with(event, event.reason))


def with_withdrawn(state: Deployment, event: e.SignOffWithdrawn) -> Deployment:
    """The row is open again; an emergency's is late with the others."""
    return replace(
        state,
        signoffs=_without(state.signoffs, event.row),
        withdrawn={**state.withdrawn, event.row: given_with(event, event.reason)},
        late=(*state.late, event.row) if state.late_due else (),
    )


def with_reopened_review(state: Deployment, _event: e.ReviewReopened) -> Deployment:
    """An approval is missing though the plan was approved."""
    return replace(state, state=Lifecycle.IN_REVIEW, reopened=state.reopened + 1, late=(), late_due=None)


def with_proposed(state: Deployment, event: e.AmendmentProposed) -> Deployment:
    """The lead is shown the changed document."""
    if event.by is None:
        raise ValueError("an amendment is proposed by a person")
    proposal = Proposal(
        by=event.by,
        at=event.at,
        number=state.proposals + 1,
        revision=event.revision,
        changes=event.changes,
        falls=event.falls,
        all_fall=event.all_fall,
        ticked=event.ticked,
    )
    return replace(state, proposal=proposal, proposals=proposal.number)


def with_amended(state: Deployment, event: e.Amended) -> Deployment:
    """Rows and items go by their numbers now; a missed window's plan is where it was before.

    An amended document has its own words: what the lead had a row say may be another row's now.
    """
    moved = isinstance(event, e.Rescheduled)
    authors = () if moved else tuple(filter(None, (event.by, state.proposal.by if state.proposal else None)))
    return replace(
        state,
        state=_after_missing(state) if state.state is Lifecycle.MISSED else state.state,
        revision=event.revision,
        edited=state.edited if moved else {},
        release=event.release,
        version=event.version,
        service=event.service,
        environment=event.environment,
        window_start=event.window_start,
        window_end=event.window_end,
        zone=event.zone,
        reopened=state.reopened + 1,
        proposal=None,
        revised=given_with(event, "; ".join(event.changes)),
        amenders=unique((*state.amenders, *authors)),
        signoffs={row: given for row, given in _renumbered(state.signoffs, event.rows) if row in event.stand},
        approved=dict(_renumbered(state.approved, event.rows)),
        since=event.since,
        withdrawn=dict(_renumbered(state.withdrawn, event.rows)),
        late=(),
        checks={**ticked_by_author(event.ticked, event), **dict(_renumbered(state.checks, event.items))},
    )


def with_approved(state: Deployment, event: e.Approved) -> Deployment:
    """Nothing is missing before Begin; the status page tells of it from now on, where it does."""
    announced = Announced(at=event.at, window=state.window) if event.on_page else None
    return replace(
        state,
        state=Lifecycle.APPROVED,
        approved_at=event.at,
        late=event.late,
        late_due=event.late_due,
        announced=state.announced or announced,
    )


def with_carried(state: Deployment, event: e.SignOffCarried) -> Deployment:
    """An approval of an earlier deployment counts for this plan."""
    given = Given(by=event.given_by, at=event.given_at, note=f"standard change, as in {event.deployment}")
    return replace(
        state,
        signoffs={**state.signoffs, event.row: given},
        approved={**state.approved, event.row: state.revision},
        since=_without(state.since, event.row),
    )


def _after_missing(state: Deployment) -> Lifecycle:
    """Where a plan whose window was missed is once it has another: a draft stays one."""
    was_submitted = state.submitted is not None and state.rejected is None
    return Lifecycle.IN_REVIEW if was_submitted else Lifecycle.DRAFT


def _renumbered(known: Mapping[int, Value], numbers: Mapping[int, int]) -> Iterator[tuple[int, Value]]:
    return ((numbers[number], value) for number, value in known.items() if number in numbers)


def _without(known: Mapping[int, Value], row: int) -> dict[int, Value]:
    return {number: value for number, value in known.items() if number != row}


FOLDS: Folds = {
    e.Submitted: with_submitted,
    e.SignedOff: with_signed_off,
    e.SignOffRejected: with_rejected,
    e.SignOffWithdrawn: with_withdrawn,
    e.ReviewReopened: with_reopened_review,
    e.AmendmentProposed: with_proposed,
    e.Amended: with_amended,
    e.Rescheduled: with_amended,
    e.Approved: with_approved,
    e.SignOffCarried: with_carried,
}
