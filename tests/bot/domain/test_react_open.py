from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.effects import MessageKind, RewriteMessages
from bot.domain.questions import confirm_question
from bot.domain.react_open import go_message, messages, open_messages
from bot.domain.state import Lifecycle, StepStatus
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state

GO = RewriteMessages(kind=MessageKind.GO)


def rewritten(stage: Stage) -> list[tuple[MessageKind, str]]:
    """What is brought up to date, by kind and question."""
    effects = [effect for effect in open_messages(stage.state) if isinstance(effect, RewriteMessages)]
    return [(effect.kind, effect.subject) for effect in effects]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (Lifecycle.DRAFT, []),
        (Lifecycle.IN_REVIEW, [(MessageKind.REVIEW, "")]),
        (Lifecycle.APPROVED, [(MessageKind.REVIEW, "")]),
        (Lifecycle.PRE_DEPLOYMENT, [(MessageKind.STEP, "step:1:1")]),
        (Lifecycle.DEPLOYING, [(MessageKind.STEP, "step:5:1")]),
        (Lifecycle.COMPLETED, []),
    ],
)
def test_only_what_shows_buttons_is_rewritten(
    state: Lifecycle, expected: list[tuple[MessageKind, str]]
) -> None:
    """Requests until it is begun, then the step that is called; nothing once all is over."""
    assert expected == rewritten(at_state(state))


def test_a_changed_document_that_was_not_taken_is_rewritten() -> None:
    """Its message has a button until it is taken or the deployment is begun."""
    stage = at_state(Lifecycle.APPROVED)
    stage.writes(replace(stage.plan, title="Another"))
    stage.do(i.Amend(text="Another"), p.ANA)
    assert [(MessageKind.REVIEW, ""), (MessageKind.AMENDMENT, "")] == rewritten(stage)


def test_go_is_rewritten_while_it_waits() -> None:
    """Before it is asked and once it took effect there is no button."""
    asked = Stage().to_go()
    assert [[], [GO], []] == [
        go_message(stage.state) for stage in (Stage().to_pre_deployment(), asked, Stage().to_deploying())
    ]
    asked.do(i.Go(), p.ANA)
    assert [GO] == go_message(asked.state)


def test_a_failed_step_has_a_message_of_its_own() -> None:
    """Its call shows what became of it, the other who may decide what comes next."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="disk"), p.DBA)
    question = (MessageKind.QUESTION, "decision:1")
    assert [question, (MessageKind.STEP, "step:5:1"), (MessageKind.FAILURE, "step:5:1")] == rewritten(stage)
    assert [RewriteMessages(kind=MessageKind.FAILURE, subject="step:5:1")] == messages(
        stage.state, MessageKind.FAILURE, StepStatus.FAILED
    )


def test_the_latest_attempt_is_the_open_one() -> None:
    """What was asked before it has no buttons any more."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="disk"), p.DBA)
    stage.do(i.RetryStep(step="5"), p.ANA)
    assert [(MessageKind.QUESTION, "decision:1"), (MessageKind.STEP, "step:5:2")] == rewritten(stage)


def test_confirmations_are_rewritten_until_they_are_given() -> None:
    """Each by itself."""
    stage = Stage().to_confirming()
    first, *others = [
        (MessageKind.CONFIRM, confirm_question(stage.state, number))
        for number in stage.state.confirmations_asked
    ]
    assert [first, *others] == rewritten(stage)
    number = stage.state.confirmations_asked[0]
    people = (p.ANA, p.QUINN, p.OMAR, p.PIA)
    stage.do(i.Confirm(wanted=str(number)), people[number - 1])
    assert first not in rewritten(stage)
    assert set(others) <= set(rewritten(stage))
