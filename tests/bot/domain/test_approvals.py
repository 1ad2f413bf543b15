from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.approvals import first_asked, is_asked_in_thread, missing_rows, rows_of, signers
from bot.domain.events import Approved, RolesBound, SignedOff, SignOffRejected, Submitted
from bot.domain.lifecycle import decide
from bot.domain.people import Holders, Person
from bot.domain.plan import CheckpointKind, Phase, Plan
from bot.domain.refusals import Because, Refusal
from bot.domain.state import AUTHOR, Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def refusal_of_submit(stage: Stage, by: Person = p.PAUL) -> str:
    """Why this draft may not go into review."""
    refusal = stage.refused(i.Submit(), by)
    assert Because.INCOMPLETE is refusal.because
    return refusal.text


def drafted(plan: Plan | None = None, **roles: Holders) -> Stage:
    """A draft with some roles held by others than usual."""
    return Stage(plan, dict(p.roles(**roles))).open()


def test_submit_asks_for_every_sign_off() -> None:
    """A submitted plan is in review, in its first round."""
    stage = drafted()
    assert (Submitted(at=stage.at, by=p.PAUL, round=1),) == stage.do(i.Submit(), p.PAUL)
    assert stage.plan.signoffs == missing_rows(stage.state, stage.plan)


def test_submit_binds_roles_anew() -> None:
    """Who stands for the roles is taken as it is at submit, and who was named only now may submit."""
    stage = drafted()
    stage.roles = dict(p.roles(PM=Holders(people=(p.STRANGER,))))
    events = stage.do(i.Submit(), p.STRANGER)
    assert [RolesBound, Submitted] == [type(event) for event in events]
    assert (p.STRANGER,) == stage.state.holders("PM").people


def test_a_plan_that_names_nobody_says_what_it_lacks() -> None:
    """Who submits a template that names nobody in Slack hears its findings, not that they are a stranger."""
    stage = Stage(roles={}).open()
    decision = decide(stage.state, i.Submit(), replace(stage.facts(p.TESS), errors=("line 3: fill it in",)))
    assert isinstance(decision, Refusal)
    assert (Because.INCOMPLETE, True) == (decision.because, "line 3: fill it in" in decision.text)


def test_submit_refuses_errors_of_the_document() -> None:
    """The document's errors are listed, five at most, and the rest is counted."""
    stage = drafted()
    errors = tuple(f"line {number} is wrong" for number in range(1, 8))
    decision = decide(stage.state, i.Submit(), replace(stage.facts(p.PAUL), errors=errors))
    assert isinstance(decision, Refusal)
    assert "line 5 is wrong" in decision.text
    assert "line 6 is wrong" not in decision.text
    assert "… and 2 more" in decision.text


def test_submit_needs_sign_off_rows() -> None:
    """A plan that nobody could approve is not reviewed."""
    assert "no sign-off rows" in refusal_of_submit(drafted(replace(p.small(), signoffs=())))


def test_submit_needs_steps() -> None:
    """A plan without steps is not reviewed."""
    assert "no steps" in refusal_of_submit(drafted(p.without_steps(p.small(), *Phase)))


def test_submit_needs_a_lead_in_slack() -> None:
    """A lead whom Slack does not know stops the submit."""
    stage = drafted(Deployment_Lead=Holders(unknown=("Ana Ruiz, +49 30 1",)))
    assert "Deployment Lead is not in Slack" in refusal_of_submit(stage)


def test_submit_needs_signers_in_slack() -> None:
    """A role that signs and that nobody in Slack fills is named with the way to fill it."""
    stage = drafted(CAB=Holders(unknown=("Carla Reyes",)))
    assert "`/deploy roster CAB @who`" in refusal_of_submit(stage)


def test_submit_refuses_the_sole_holder_of_a_signing_role() -> None:
    """Who alone may sign a row hears that somebody else must submit."""
    assert "Carla Reyes wrote, submits or amends this plan" in refusal_of_submit(drafted(), p.CARLA)


def test_submit_by_a_holder_with_a_deputy() -> None:
    """A deputy signs where the role's holder submits."""
    stage = drafted(CAB=Holders(people=(p.CARLA,), deputies=(p.DREW,)))
    stage.do(i.Submit(), p.CARLA)
    cab = stage.plan.signoffs[3]
    assert Holders(deputies=(p.DREW,)) == signers(stage.state, cab)
    assert p.DREW in first_asked(stage.state, stage.plan)
    assert p.CARLA not in first_asked(stage.state, stage.plan)


def test_submit_refuses_an_author_alone_in_a_signing_role() -> None:
    """The author who alone holds a role that signs stops the submit."""
    stage = drafted(CAB=Holders(people=(p.TESS,)))
    assert "Tess Okafor wrote, submits or amends this plan" in refusal_of_submit(stage)


def test_submit_needs_owners_and_confirmers() -> None:
    """A step or checkpoint that nobody stands for is named before anything runs."""
    text = refusal_of_submit(drafted(PM=Holders()), p.DBA)
    assert "step 4: nobody stands for “PM”" in text
    checkpoint = p.checkpoint(1, "Ledger Balanced", CheckpointKind.DEPLOYMENT, role="Controller")
    text = refusal_of_submit(drafted(replace(p.small(), checkpoints=(checkpoint,))))
    assert "Ledger Balanced: nobody stands for “Controller”" in text


def test_submit_allows_an_owner_without_slack() -> None:
    """A step's owner may be a name with a telephone number: the lead records for them."""
    stage = drafted(PM=Holders(unknown=("Paul Novak, +49 30 2",)))
    stage.do(i.Submit(), p.DBA)
    assert Lifecycle.IN_REVIEW is stage.state.state


@pytest.mark.parametrize(("seconds", "accepted"), [(-1, True), (0, False)])
def test_submit_until_the_window_ends(seconds: int, accepted: bool) -> None:
    """A plan may be submitted until its window ends, and not from then on."""
    stage = drafted()
    stage.at = p.END + timedelta(seconds=seconds)
    decision = stage.ask(i.Submit(), p.PAUL)
    assert accepted is not isinstance(decision, Refusal)
    if isinstance(decision, Refusal):
        assert Because.NOT_NOW is decision.because
        assert "The window ended Wed 2 Dec 01:00 CET" in decision.text


def test_approve_without_words_signs_all_that_is_mine() -> None:
    """One press signs every row of the person, with the comment."""
    stage = Stage().to_review()
    events = stage.do(i.GiveSignOff(wanted="looks good"), p.PIA)
    assert [(1, "looks good"), (8, "looks good")] == [
        (event.row, event.comment) for event in events if isinstance(event, SignedOff)
    ]


def test_approve_one_row_with_a_comment() -> None:
    """Words that begin a row's name pick it; the words after them are the comment."""
    stage = Stage().to_review()
    (event,) = stage.do(i.GiveSignOff(wanted="uat tested on Friday", comment="twice"), p.PIA)
    assert isinstance(event, SignedOff)
    assert (1, "tested on Friday twice") == (event.row, event.comment)


def test_last_sign_off_approves() -> None:
    """The plan is approved with the last row and not before."""
    stage = Stage().to_review()
    for signer in p.SIGNERS[:-1]:
        stage.do(i.GiveSignOff(), signer)
        assert Lifecycle.IN_REVIEW is stage.state.state
    events = stage.do(i.GiveSignOff(), p.SIGNERS[-1])
    assert isinstance(events[-1], Approved)
    assert Lifecycle.APPROVED is stage.state.state


def test_second_approval_by_the_same_person() -> None:
    """Who approved already hears so, with the time, for every row that was meant."""
    stage = Stage().to_review()
    stage.do(i.GiveSignOff(), p.PIA)
    refusal = stage.refused(i.GiveSignOff(wanted="1"), p.PIA)
    assert Because.SETTLED is refusal.because
    assert "UAT Sign-off is already approved, by you, Mon 30 Nov 23:00 CET." == refusal.text
    assert "Product Owner is already approved" in stage.refused(i.GiveSignOff(), p.PIA).text


def test_approval_of_what_another_holder_approved() -> None:
    """Two holders of one role at once: the second hears who was first."""
    stage = drafted(CAB=Holders(people=(p.CARLA, p.DREW)))
    stage.do(i.Submit(), p.PAUL)
    stage.do(i.GiveSignOff(wanted="CAB"), p.CARLA)
    refusal = stage.refused(i.GiveSignOff(wanted="CAB"), p.DREW)
    assert "Change Advisory Board is already approved, by Carla Reyes" in refusal.text


def test_approval_after_the_last_one() -> None:
    """A press after the plan was approved says so, and when it was the person's own."""
    stage = Stage().to_approved()
    assert "Already approved by you" in stage.refused(i.GiveSignOff(), p.PIA).text
    stage.roles = dict(p.roles(CAB=Holders(people=(p.CARLA, p.DBA))))
    stage.wake("roles")
    assert "Every sign-off is given, the last by Drew" in stage.refused(i.GiveSignOff(), p.DBA).text


def test_submitter_does_not_sign() -> None:
    """Whoever submitted the revision hears why they may not sign, and who may."""
    stage = drafted(CAB=Holders(people=(p.CARLA, p.PAUL)))
    stage.do(i.Submit(), p.PAUL)
    refusal = stage.refused(i.GiveSignOff(wanted="CAB"), p.PAUL)
    assert Because.NOT_YOURS is refusal.because
    expected = (
        "You submitted or amended this revision, and nobody approves what is theirs. "
        "Change Advisory Board: ask Carla Reyes."
    )
    assert expected == refusal.text


def test_not_a_signer_hears_who_may() -> None:
    """Somebody without a role that signs hears the holders of the rows."""
    stage = Stage().to_review()
    text = stage.refused(i.GiveSignOff(), p.DBA).text
    assert text.startswith("You hold none of the roles that sign here. UAT Sign-off: ask Pia Moreau;")


def test_unknown_sign_off() -> None:
    """A number that is not there is named with those that are."""
    stage = Stage().to_review()
    refusal = stage.refused(i.GiveSignOff(wanted="9"), p.PIA)
    assert Because.UNKNOWN is refusal.because
    assert "Which sign-off? There is no number 9: they go from 1 to 8." == refusal.text


def test_reject_needs_a_reason() -> None:
    """A rejection without a reason is asked for one, and changes nothing."""
    stage = Stage().to_review()
    assert Because.INCOMPLETE is stage.refused(i.RejectSignOff(wanted="CAB"), p.CARLA).because


def test_reject_voids_every_approval() -> None:
    """A rejection leads back to draft, and the next round asks for every sign-off again."""
    stage = Stage().to_review()
    stage.do(i.GiveSignOff(), p.PIA)
    (event,) = stage.do(i.RejectSignOff(wanted="CAB no way back"), p.CARLA)
    assert isinstance(event, SignOffRejected)
    assert (4, "no way back") == (event.row, event.reason)
    assert Lifecycle.DRAFT is stage.state.state
    stage.do(i.Submit(), p.PAUL)
    assert 2 == stage.state.review_round
    assert stage.plan.signoffs == missing_rows(stage.state, stage.plan)


def test_rows_of_a_person() -> None:
    """All rows that a person may sign are theirs, signed or not."""
    stage = Stage().to_review()
    assert (1, 8) == tuple(row.number for row in rows_of(stage.state, stage.plan, p.PIA))
    assert () == rows_of(stage.state, stage.plan, p.TESS)


def test_a_deputy_who_answers_for_themselves_signs_nothing_else() -> None:
    """Who holds one row and deputises for another signs the other only by its name."""
    stage = drafted(QA_Lead=Holders(people=(p.QUINN,), deputies=(p.LEE,)))
    stage.do(i.Submit(), p.PAUL)
    assert ["Dev Lead"] == [row.label for row in rows_of(stage.state, stage.plan, p.LEE)]
    assert ["Dev Lead"] == [e.role for e in stage.do(i.GiveSignOff(), p.LEE) if isinstance(e, SignedOff)]
    named = stage.do(i.GiveSignOff(wanted="QA Lead"), p.LEE)
    assert ["QA Lead"] == [event.role for event in named if isinstance(event, SignedOff)]


def test_a_deputy_alone_signs_what_they_deputise_for() -> None:
    """Who holds no row answers for the role they deputise for."""
    stage = drafted(QA_Lead=Holders(people=(p.QUINN,), deputies=(p.PAUL,)))
    stage.do(i.Submit(), p.TESS)
    assert ["QA Lead"] == [row.label for row in rows_of(stage.state, stage.plan, p.PAUL)]


@pytest.mark.parametrize(("count", "directly"), [(10, True), (11, False)])
def test_large_group_is_asked_in_the_thread(count: int, directly: bool) -> None:
    """Up to ten holders of a role are asked each, more of them in the thread."""
    crowd = tuple(Person(id=f"U5{number:02}", name=f"Member {number}") for number in range(count))
    stage = drafted(CAB=Holders(people=crowd))
    stage.do(i.Submit(), p.PAUL)
    assert directly is (crowd[0] in first_asked(stage.state, stage.plan))
    assert directly is not is_asked_in_thread(stage.state, stage.plan)
    assert p.PIA in first_asked(stage.state, stage.plan)


def test_author_is_barred_from_another_role() -> None:
    """The author is no signer of a role, its other holders are."""
    stage = drafted(CAB=Holders(people=(p.TESS, p.CARLA)))
    assert (p.CARLA,) == signers(stage.state, stage.plan.signoffs[3]).people
    assert stage.state.holders(AUTHOR).include(p.TESS)
