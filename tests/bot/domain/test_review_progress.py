from dataclasses import replace
from typing import Any

import pytest

from bot.domain import events as e, intents as i
from bot.domain.review_progress import (
    with_amended,
    with_approved,
    with_carried,
    with_proposed,
    with_withdrawn,
)
from bot.domain.state import Deployment, Lifecycle
from bot.domain.state_parts import Given
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

WHAT: dict[str, Any] = {
    "at": p.T0,
    "by": p.ANA,
    "revision": "89abcdef",
    "release": "Web shop",
    "version": "4.12.0",
    "service": "web-shop",
    "environment": "production",
    "window_start": p.T0,
    "window_end": p.END,
    "zone": p.ZONE,
    "rows": {1: 2, 2: 3},
    "items": {1: 4},
    "ticked": (5,),
    "stand": (3,),
    "since": {2: "section 4"},
    "changes": ("section 4",),
    "fallen": (),
}
PROPOSED = e.AmendmentProposed(
    at=p.T0, by=p.DEV, revision="89abcdef", changes=("section 4",), falls=(), ticked=(5,)
)


def signed() -> Deployment:
    """A plan in review, with two rows signed and one item ticked."""
    given = Given(by=p.SEC, at=p.T0)
    state = at_state(Lifecycle.IN_REVIEW).state
    return replace(state, signoffs={1: given, 2: given}, approved={1: "old", 2: "old"}, checks={1: given})


def test_rejection_is_forgotten_when_submitted_again() -> None:
    """A plan in its second review is not shown as rejected."""
    stage = Stage().to_review()
    stage.do(i.RejectSignOff(reason="untested"), p.PIA)
    assert stage.state.rejected
    stage.do(i.Submit(), p.PAUL)
    assert stage.state.rejected is None


def test_an_amendment_goes_by_the_new_numbers() -> None:
    """What stands keeps its giver under the row's new number; what falls is known as approved before."""
    after = with_amended(signed(), e.Amended(**WHAT))
    assert {3: Given(by=p.SEC, at=p.T0)} == after.signoffs
    assert {2: "old", 3: "old"} == after.approved
    assert {2: "section 4"} == after.since
    assert (p.SEC, "ticked in the document") == (after.checks[4].by, after.checks[5].note)
    assert Given(by=p.ANA, at=p.T0, note="section 4") == after.revised


def test_whose_words_the_plan_has() -> None:
    """Whoever took a change and whoever proposed it wrote the plan; a moved window makes nobody an author."""
    state = with_proposed(signed(), PROPOSED)
    assert (p.ANA, p.DEV) == with_amended(state, e.Amended(**WHAT)).amenders
    assert () == with_amended(state, e.Rescheduled(**WHAT)).amenders


def test_a_missed_plan_waits_where_it_was() -> None:
    """Once it has another window, a plan that was submitted is in review, any other a draft."""
    submitted = replace(signed(), state=Lifecycle.MISSED)
    assert Lifecycle.IN_REVIEW is with_amended(submitted, e.Rescheduled(**WHAT)).state
    draft = replace(submitted, submitted=None)
    assert Lifecycle.DRAFT is with_amended(draft, e.Rescheduled(**WHAT)).state


def test_a_newer_proposal_counts_on() -> None:
    """Each has its number, so that an old one's button names an old question; a clock proposes nothing."""
    once = with_proposed(signed(), PROPOSED)
    twice = with_proposed(once, PROPOSED)
    assert (1, 2) == (once.proposals, twice.proposals)
    assert twice.proposal
    assert 2 == twice.proposal.number
    with pytest.raises(ValueError, match="by a person"):
        with_proposed(signed(), replace(PROPOSED, by=None))


def test_what_is_withdrawn_is_late_in_an_emergency_alone() -> None:
    """After an emergency's approval the row is still to be given; before, it is just open again."""
    event = e.SignOffWithdrawn(at=p.T0, by=p.SEC, row=1, role="Security", reason="a finding")
    state = signed()
    assert () == with_withdrawn(state, event).late
    after = with_withdrawn(replace(state, late=(2,), late_due=p.END), event)
    assert (2, 1) == after.late
    assert {2} == set(after.signoffs)
    assert "a finding" == after.withdrawn[1].note


def test_the_page_is_told_once() -> None:
    """What the status page was first told, and when, is kept through a second approval."""
    event = e.Approved(at=p.T0, by=p.SEC, on_page=True)
    once = with_approved(signed(), event)
    assert once.announced
    assert p.T0 == once.announced.at
    again = with_approved(once, replace(event, at=p.END))
    assert (once.announced, p.END) == (again.announced, again.approved_at)
    assert with_approved(signed(), replace(event, on_page=None)).announced is None


def test_a_carried_approval_says_from_where() -> None:
    """It is that of whoever gave it then, for this revision."""
    event = e.SignOffCarried(
        at=p.END, by=None, row=3, role="CAB", given_by=p.CARLA, given_at=p.T0, deployment="DEP-1"
    )
    after = with_carried(signed(), event)
    assert Given(by=p.CARLA, at=p.T0, note="standard change, as in DEP-1") == after.signoffs[3]
    assert after.revision == after.approved[3]
