"""Amendments and moved windows: what is shown, what falls, what stands, and what cannot be."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce

import pytest

from bot.domain import events as e, intents as i
from bot.domain.approvals import first_asked, missing_rows
from bot.domain.effects import MessageKind, PostMessage, SetTimer
from bot.domain.evolve import evolve
from bot.domain.people import Holders, Person
from bot.domain.plan import Plan
from bot.domain.questions import amend_question, review_question
from bot.domain.refusals import Because
from bot.domain.run import WINDOW_TIMER
from bot.domain.staleness import stale
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

AMEND, TAKE = i.Amend(text="changed"), i.AcceptAmendment()
MOVE = i.Reschedule(start=datetime(2026, 12, 3, 23, 0))  # noqa: DTZ001 - a local time of the plan's zone


def with_flag(plan: Plan) -> Plan:
    """The plan with one feature flag more: section 5.2, which Security covers."""
    return replace(plan, flags=(*plan.flags, p.flag(f"flag_{len(plan.flags)}")))


def without_row(plan: Plan, number: int) -> Plan:
    """The plan without one sign-off, those after it a number lower."""
    rows = [row for row in plan.signoffs if row.number != number]
    return replace(plan, signoffs=tuple(replace(row, number=n) for n, row in enumerate(rows, start=1)))


def amended(stage: Stage, plan: Plan) -> Stage:
    """The lead takes a changed document."""
    stage.writes(plan)
    stage.do(AMEND, p.ANA)
    stage.do(TAKE, p.ANA)
    return stage


def labels(stage: Stage) -> list[str]:
    """The sign-offs that are missing."""
    return [row.label for row in missing_rows(stage.state, stage.plan)]


def test_first_it_is_shown() -> None:
    """What differs and who falls is shown, and nothing else happened."""
    stage = Stage().to_approved()
    stage.writes(with_flag(stage.plan))
    (event,) = stage.do(AMEND, p.ANA)
    assert isinstance(event, e.AmendmentProposed)
    assert ("section 5.2, 1 flag added (flag_0)",) == event.changes
    (falls,) = event.falls
    assert falls.startswith("Security Sign-off (Sefa Yilmaz), Change Advisory Board (Carla Reyes), Dev Lead")
    assert falls.endswith(": section 5.2, 1 flag added (flag_0)")
    assert (Lifecycle.APPROVED, 8) == (stage.state.state, len(stage.state.signoffs))


@pytest.mark.parametrize(("approver", "all_fall"), [(p.SEC, True), (p.OMAR, False), (None, False)])
def test_whether_all_fall_is_shown(approver: Person | None, *, all_fall: bool) -> None:
    """A proposal says that no approval given so far would stand, but not where none falls."""
    stage = Stage().to_review()
    if approver:
        stage.do(i.GiveSignOff(), approver)
    stage.writes(with_flag(stage.plan))
    stage.do(AMEND, p.ANA)
    assert stage.state.proposal
    assert all_fall is stage.state.proposal.all_fall


def test_exactly_those_fall_that_were_named() -> None:
    """Who covers what changed is missing then, everybody else stands and is not asked."""
    stage = Stage().to_approved()
    amended(stage, with_flag(stage.plan))
    assert Lifecycle.IN_REVIEW is stage.state.state
    expected = ["Security Sign-off", "Change Advisory Board", "Dev Lead", "QA Lead", "DevOps Lead"]
    assert [*expected, "Product Owner"] == labels(stage)
    assert p.OMAR not in first_asked(stage.state, stage.plan)
    posted = [each.to for each in stage.effects() if isinstance(each, PostMessage) and each.to]
    assert sorted(person.id for person in first_asked(stage.state, stage.plan)) == sorted(posted)


def test_the_same_document_twice_takes_it() -> None:
    """Typing it once more takes what was shown."""
    stage = Stage().to_approved()
    stage.writes(with_flag(stage.plan))
    stage.do(AMEND, p.ANA)
    assert isinstance(stage.do(AMEND, p.SAM)[0], e.Amended)
    assert stage.state.proposal is None


def test_another_document_is_shown_anew() -> None:
    """A document that changed once more is a new proposal, and the old one's button is stale."""
    stage = Stage().to_approved()
    stage.writes(with_flag(stage.plan))
    stage.do(AMEND, p.ANA)
    stage.writes(with_flag(with_flag(stage.plan)))
    stage.do(AMEND, p.ANA)
    assert 2 == stage.state.proposals
    refusal = stage.refused(replace(TAKE, question=amend_question(1)), p.ANA)
    assert Because.SETTLED is refusal.because
    assert "the newer proposal counts" in refusal.text


def test_an_approval_that_came_meanwhile_is_shown_first() -> None:
    """Nobody's approval falls that was not named: it is shown anew with it."""
    stage = Stage().to_review()
    stage.writes(with_flag(stage.plan))
    stage.do(AMEND, p.ANA)
    stage.do(i.GiveSignOff(), p.SEC)
    (event,) = stage.do(TAKE, p.ANA)
    assert isinstance(event, e.AmendmentProposed)
    assert "Security Sign-off (Sefa Yilmaz)" in event.falls[0]
    assert isinstance(stage.do(TAKE, p.ANA)[0], e.Amended)


def test_what_changed_is_told_since_the_approval() -> None:
    """Over several amendments an approver hears all that changed since, not only the last of it."""
    stage = Stage().to_approved()
    amended(stage, with_flag(stage.plan))
    amended(stage, with_flag(stage.plan))
    assert "section 5.2, 2 flags added (flag_0, flag_1)" == stage.state.since[2]
    stage.do(i.GiveSignOff(), p.SEC)
    assert 2 not in stage.state.since


def test_a_draft_stays_a_draft() -> None:
    """An amended draft is asked of nobody; a rejected one too."""
    stage = Stage().open()
    amended(stage, with_flag(stage.plan))
    assert Lifecycle.DRAFT is stage.state.state
    stage.do(i.Submit(), p.PAUL)
    stage.do(i.RejectSignOff(reason="untested"), p.SEC)
    amended(stage, with_flag(stage.plan))
    assert Lifecycle.DRAFT is stage.state.state


def test_a_missing_row_that_goes_makes_it_approved() -> None:
    """Where nothing is missing any more, the plan is approved, and approvals go by their new numbers."""
    stage = Stage().to_review()
    rest = without_row(stage.plan, 4)
    everything = tuple(replace(row, covers=("9",)) for row in stage.plan.signoffs)
    covering_nine = replace(stage.plan, signoffs=everything)
    amended(stage, covering_nine)
    for who in (p.PIA, p.SEC, p.OMAR, p.LEE, p.QUINN, p.DREW):
        stage.do(i.GiveSignOff(), who)
    assert ["Change Advisory Board"] == labels(stage)
    amended(stage, replace(rest, signoffs=without_row(covering_nine, 4).signoffs))
    assert Lifecycle.APPROVED is stage.state.state
    assert [1, 2, 3, 4, 5, 6, 7] == sorted(stage.state.signoffs)


def test_ticks_go_with_their_items() -> None:
    """A tick stays with its text wherever it stands; one whose text changed falls; the author's count."""
    stage = Stage().to_approved()
    for number in ("1", "3"):
        stage.do(i.TickItem(wanted=number), p.PAUL)
    items = (
        p.item(1, "Support team briefed"),
        p.item(2, "All code merged, and tagged"),
        p.item(3, "Vault open"),
    )
    stage.writes(replace(stage.plan, checklist=items), ticked=(3,))
    stage.do(AMEND, p.ANA)
    stage.do(TAKE, p.ANA)
    assert [1, 3] == sorted(stage.state.checks)


def test_whoever_amended_does_not_sign() -> None:
    """The lead who took the document, and the one who proposed it, cannot approve it."""
    stage = Stage()
    stage.roles = dict(p.roles(CAB=Holders(people=(p.ANA, p.SAM, p.CARLA))))
    stage.to_review()
    stage.writes(with_flag(stage.plan))
    stage.do(AMEND, p.ANA)
    stage.do(TAKE, p.SAM)
    for person in (p.ANA, p.SAM):
        assert "nobody approves what is theirs" in stage.refused(i.GiveSignOff(wanted="CAB"), person).text
    stage.do(i.GiveSignOff(wanted="CAB"), p.CARLA)


def test_the_sole_signer_does_not_amend() -> None:
    """Where whoever amends alone could sign what falls, they hear that somebody else must."""
    stage = Stage()
    stage.roles = dict(p.roles(CAB=Holders(people=(p.CARLA,)), Dev_Lead=Holders(people=(p.SAM,))))
    stage.to_approved()
    stage.writes(with_flag(stage.plan))
    stage.do(AMEND, p.SAM)
    refusal = stage.refused(TAKE, p.SAM)
    assert "Dev Lead: Sam Ito wrote, submits or amends this plan" in refusal.text


def test_who_became_the_author_has_not_approved() -> None:
    """An approval of whoever wrote the new revision falls, whatever changed."""
    stage = Stage().to_approved()
    stage.roles = dict(p.roles(Author=Holders(people=(p.OMAR,)), Ops_Manager=Holders(people=(p.DEV,))))
    stage.writes(with_flag(stage.plan))
    stage.do(AMEND, p.ANA)
    assert any("Operations Sign-off (Omar Haddad)" in each for each in stage.last[0].falls)  # type: ignore[attr-defined] # the one event


@pytest.mark.parametrize("errors", [("line 3: no date",), ()])
def test_a_broken_document_is_refused(errors: tuple[str, ...]) -> None:
    """A document with errors, or without sign-offs, changes nothing."""
    stage = Stage().to_approved()
    plan = stage.plan if errors else replace(stage.plan, signoffs=())
    stage.writes(plan, errors=errors)
    refusal = stage.refused(AMEND, p.ANA)
    assert Because.INCOMPLETE is refusal.because
    assert "Nothing changed." in refusal.text


def test_another_document_is_not_this_ones() -> None:
    """A document with another ID is refused."""
    stage = Stage().to_approved()
    stage.writes(replace(stage.plan, document_id="WEB-DEPLOY-042"))
    assert "That is another document: its ID is WEB-DEPLOY-042" in stage.refused(AMEND, p.ANA).text


def test_nothing_was_shown_yet() -> None:
    """Without a proposal there is nothing to take."""
    stage = Stage().to_approved()
    stage.writes(with_flag(stage.plan))
    assert "No changed document was shown" in stage.refused(TAKE, p.ANA).text


def test_a_moved_window_asks_operations_and_cab() -> None:
    """A new window is asked of those two alone, and its timer is set anew."""
    stage = Stage().to_approved().moves(timedelta(days=2))
    stage.do(MOVE, p.ANA)
    assert ["Operations Sign-off", "Change Advisory Board"] == labels(stage)
    assert SetTimer(name=WINDOW_TIMER, due=p.END + timedelta(days=2)) in stage.effects()
    assert p.T0 + timedelta(days=2) == stage.state.window_start
    assert () == stage.state.amenders


@pytest.mark.parametrize(("days", "minutes", "refused"), [(-1, 0, True), (-1, 1, False), (0, 0, True)])
def test_a_window_is_moved_into_the_future(days: int, minutes: int, refused: bool) -> None:
    """A start that is past or the same is refused; a minute later is taken."""
    stage = Stage().to_approved().moves(timedelta(days=days, minutes=minutes))
    decision = stage.ask(MOVE, p.ANA)
    assert refused is not isinstance(decision, tuple)


def test_a_window_that_cannot_be_is_refused() -> None:
    """What daylight saving has against it is said; what was wrong before is not held against it."""
    stage = Stage().to_approved().moves(timedelta(days=2))
    assert stage.revised
    stage.revised = replace(stage.revised, errors=("line 9: 02:30 does not exist",))
    assert "02:30 does not exist" in stage.refused(MOVE, p.ANA).text
    without = Stage(replace(p.small(), window=None)).open()
    without.writes(without.plan)
    assert "no date and window" in without.refused(MOVE, p.ANA).text


def test_a_missed_window_that_moves() -> None:
    """A missed draft is a draft again, a reviewed plan in review; the old window's timer is idle."""
    stage = at_state(Lifecycle.MISSED).moves(timedelta(days=2))
    stage.do(MOVE, p.ANA)
    assert Lifecycle.IN_REVIEW is stage.state.state
    draft = Stage().open()
    draft.at = p.END
    draft.wake(WINDOW_TIMER)
    draft.moves(timedelta(days=2)).do(MOVE, p.ANA)
    assert Lifecycle.DRAFT is draft.state.state
    assert () == draft.wake(WINDOW_TIMER)


def test_withdrawn_until_begin() -> None:
    """An approval taken back reopens the review with new questions; the old ones say so."""
    stage = Stage().to_approved()
    old = review_question(stage.state)
    stage.do(i.WithdrawSignOff(wanted="Security a hole"), p.SEC)
    assert Lifecycle.IN_REVIEW is stage.state.state
    assert "a hole" == stage.state.withdrawn[2].note
    refusal = stale(stage.state, old, p.ANA)
    assert refusal
    assert "An approval was withdrawn by Sefa Yilmaz" in refusal.text
    question = review_question(stage.state)
    assert PostMessage(kind=MessageKind.REVIEW, subject=question, to=p.SEC.id) in stage.effects()


def test_withdrawn_in_review() -> None:
    """In review the same question is open again; who gave nothing has nothing to withdraw."""
    stage = Stage().to_review()
    question = review_question(stage.state)
    stage.do(i.GiveSignOff(), p.SEC)
    assert Because.INCOMPLETE is stage.refused(i.WithdrawSignOff(), p.OMAR).because
    assert Because.UNKNOWN is stage.refused(i.WithdrawSignOff(wanted="9"), p.SEC).because
    stage.do(i.WithdrawSignOff(), p.SEC)
    assert question == review_question(stage.state)
    assert "Security Sign-off" in labels(stage)


def test_who_lost_the_role_takes_back_what_they_gave() -> None:
    """Whoever gave an approval may withdraw it, also where the role is somebody else's now."""
    stage = Stage().to_approved()
    stage.roles = dict(p.roles(Security_Lead=Holders(people=(p.DBA,))))
    stage.wake("roles")
    stage.do(i.WithdrawSignOff(), p.SEC)
    assert ["Security Sign-off"] == labels(stage)


def test_a_step_that_was_added_is_no_change_of_the_document() -> None:
    """What the lead put into the first attempt stays, and nobody reads that moving the window removed it."""
    stage = at_state(Lifecycle.PRE_DEPLOYMENT)
    stage.moves(timedelta(days=2))
    stage.do(i.AddStep(after="1", action="Check the disk", owner=p.DEV.id, minutes=5), p.ANA)
    moved, *_ = stage.do(MOVE, p.ANA)
    assert isinstance(moved, e.Rescheduled)
    assert ("date and window",) == moved.changes
    assert stage.plan.step("1a")


def test_an_amended_document_speaks_with_its_own_words() -> None:
    """What the lead had a row of 9.1 say does not go to another row's audience; a moved window keeps it."""
    stage = Stage().to_approved()
    edited = e.NoticeEdited(at=p.T0, by=p.ANA, row=2, message="Tech only: the database is down")
    state = evolve(stage.state, edited)
    moved = stage.moves(timedelta(days=2)).do(MOVE, p.ANA)
    stage = amended(Stage().to_approved(), with_flag(p.web_shop()))
    assert {2: edited.message} == reduce(evolve, moved, state).edited
    assert {} == reduce(evolve, stage.last, state).edited
