import json
from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain import intents as i
from bot.domain.facts import Facts
from bot.domain.lifecycle import decide
from bot.domain.notices import Audience
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.domain.refusals import Because, Refusal
from bot.domain.state import LEAD, Deployment
from commands.blocks import offers
from commands.blocks.actions import ActionId, ButtonValue, parse_entry
from commands.blocks.render import render
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s
from tests.commands.blocks.gallery import GALLERY

WHY = "because"


AUDIENCES = {"all stakeholders": Audience(name="All stakeholders", channels=("C2",))}


def _another(state: Deployment) -> Severity:
    """One that the open question does not have."""
    now = state.question.severity if state.question else None
    return next(each for each in Severity if each is not now)


def _intent(action: ActionId, on: ButtonValue, state: Deployment) -> i.Intent | None:
    """What a button asks for; none for what only shows something."""
    question, subject = on.question, on.subject
    made: dict[ActionId, i.Intent] = {
        ActionId.SUBMIT: i.Submit(question=question),
        ActionId.APPROVE: i.GiveSignOff(question=question),
        ActionId.REJECT: i.RejectSignOff(question=question, reason=WHY),
        ActionId.TICK: i.TickItem(question=question, wanted=subject),
        ActionId.BEGIN: i.Begin(question=question),
        ActionId.GO: i.Go(question=question),
        ActionId.HOLD: i.Hold(question=question, reason=WHY),
        ActionId.RESUME: i.Resume(question=question),
        ActionId.CANCEL: i.Cancel(question=question, reason=WHY),
        ActionId.STEP_START: i.StartStep(question=question, step=subject),
        ActionId.STEP_DONE: i.FinishStep(question=question, step=subject),
        ActionId.STEP_TELL: i.TellAndFinish(question=question, step=subject),
        ActionId.STEP_FAILED: i.FailStep(question=question, step=subject, reason=WHY),
        ActionId.STEP_SKIP: i.SkipStep(question=question, step=subject, reason=WHY),
        ActionId.RECORD: i.FinishStep(question=question, step=subject),
        ActionId.STEP_RETRY: i.RetryStep(question=question, step=subject),
        ActionId.ROLLBACK: i.RequestRollback(question=question, severity=Severity.CRITICAL, reason=WHY),
        ActionId.VOTE_ROLLBACK: i.CastVote(question=question, choice=Choice.ROLLBACK),
        ActionId.VOTE_CONTINUE: i.CastVote(question=question, choice=Choice.CONTINUE, reason=WHY),
        ActionId.SEVERITY: i.ChangeSeverity(question=question, severity=_another(state), reason=WHY),
        ActionId.CONFIRM: i.Confirm(question=question, wanted=subject),
        ActionId.METRIC_NORMAL: i.SayMetric(question=question, wanted=subject, is_normal=True),
        ActionId.METRICS_NORMAL: i.SayMetric(question=question, is_normal=True),
        ActionId.METRIC_ODD: i.SayMetric(question=question, wanted=subject, is_normal=False, note=WHY),
        ActionId.OVERRIDE: i.Confirm(question=question, wanted=subject, override=WHY),
    }
    return made.get(action)


def _buttons(body: str) -> list[tuple[ActionId, ButtonValue]]:
    found: list[tuple[ActionId, ButtonValue]] = []
    for block in json.loads(body):
        for element in block["elements"] if block["type"] == "actions" else ():
            action = ActionId(element["action_id"])
            if action is ActionId.MENU:
                found += [parse_entry(option["value"]) for option in element["options"]]
            else:
                values = [option["value"] for option in element.get("options", ())] or [element["value"]]
                found += [(action, ButtonValue.parse(value)) for value in values]
    return found


@pytest.mark.uncounted
@pytest.mark.parametrize("name", GALLERY)
def test_every_button_may_be_pressed_by_somebody(name: str) -> None:
    """What is shown as a button is accepted from one of the people, as it stands in the message."""
    message = GALLERY[name]()
    for action, on in _buttons(render(message).body):
        assert message.state.id == on.deployment
        intent = _intent(action, on, message.state)
        if intent is None:
            continue
        facts = [
            Facts(now=_now(name), actor=who, plan=message.plan, roles=p.roles(), audiences=AUDIENCES)
            for who in p.CAST
        ]
        decisions = [decide(message.state, intent, fact) for fact in facts]
        accepted = [decision for decision in decisions if not isinstance(decision, Refusal)]
        assert accepted, f"{name}: nobody may press {action}: {decisions[0]}"


def _now(name: str) -> datetime:
    return p.END if "missed" in name else p.T0


def test_a_question_that_was_settled_answers_an_old_button() -> None:
    """The button of a call says what happened meanwhile, once the step is over."""
    story = s.stage().to_deploying()
    (start, on), (record, _) = _buttons(render(s.step(story, "5")).body)
    assert (ActionId.STEP_START, ActionId.RECORD) == (start, record)
    story.do(i.FinishStep(step="5"), p.DBA)
    refused = story.refused(i.StartStep(step=on.subject, question=on.question), p.DBA)
    assert Because.SETTLED is refused.because


def test_what_the_lead_owns_is_recorded_for_nobody() -> None:
    """No menu offers the lead to record for the lead."""
    story = s.stage().to_deploying()
    mine = replace(story.plan.steps[4], owner=LEAD)
    assert offers.record_entry(story.state, story.plan.steps[4])
    assert offers.record_entry(story.state, mine) is None


def test_begin_waits_for_the_items_it_asks_for() -> None:
    """Begin is offered once every item is ticked but those that a step does."""
    story = s.stage().to_approved()
    assert offers.begin(story.state, story.plan) is None
    for item in ("1", "3"):
        story.do(i.TickItem(wanted=item), p.PAUL)
    assert offers.begin(story.state, story.plan)
    assert offers.tick(story.state, story.plan) is None


def test_a_long_checklist_is_offered_in_parts() -> None:
    """The first twenty-five open items can be ticked, the others once those are."""
    story = s.stage().to_approved()
    many = replace(story.plan, checklist=tuple(p.item(number, "Check it") for number in range(1, 100)))
    select = offers.tick(story.state, many)
    assert select
    assert 25 == len(select.to_dict()["options"])


def test_without_rollback_steps_no_rollback_is_offered() -> None:
    """A plan that has no way back shows no button for it, nor one of which nothing was begun."""
    story = s.stage().to_deploying()
    assert offers.roll_back(story.state, story.plan) is None
    story.do(i.StartStep(step="5"), p.DBA)
    assert offers.roll_back(story.state, story.plan)
    assert offers.roll_back(story.state, replace(story.plan, rollback=None)) is None


def test_only_go_and_a_vote_to_roll_back_ask_once_more() -> None:
    """A dialog stands before these two alone; Cancel and what asks for a rollback have a form."""
    asking = set()
    for get in GALLERY.values():
        for block in json.loads(render(get()).body):
            asking |= {element["action_id"] for element in block.get("elements", ()) if "confirm" in element}
    assert {"go", "vote_rollback"} == asking


def test_what_was_begun_cannot_be_cancelled() -> None:
    """Cancel is offered until somebody begins with a step after Go, and Hold from Begin on."""
    approved, story = s.stage().to_approved(), s.stage().to_deploying()
    assert offers.cancel(approved.state, approved.plan)
    assert offers.hold(approved.state) is None
    assert offers.cancel(story.state, story.plan)
    story.do(i.StartStep(step="5"), p.DBA)
    assert offers.cancel(story.state, story.plan) is None
    assert offers.hold(story.state)
