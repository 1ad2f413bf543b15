from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.domain import intents as i
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.ports import Place
from commands.blocks.actions import ActionId, ButtonValue, spell_entry
from commands.command import Act
from commands.forms import TYPED
from commands.grammar.steps import STEP_VERBS
from commands.presses import BUTTONS, Press, Reason, check_question, form_of, press_of
from commands.words import WORDS, parse
from tests.bot.domain.sections import failed

ON = ButtonValue(deployment="WEB-41", question="step:5:1", subject="5")
ABOUT_ROWS = ButtonValue(deployment="WEB-41", question="data:5:1", subject="V5")
START = datetime(2026, 12, 1, 23, 0)  # noqa: DTZ001 - a local time of the plan's zone
TOLD = Reason(text="it is down", severity=Severity.HIGH, start=START, outcome="done", at=time(2, 14))
TOLD = replace(TOLD, values={"tape": "T7", "V5": "7 rows"}, outcomes={"V5": "failed"})
NO_INTENT = {
    ActionId.MENU,
    ActionId.MORE,
    ActionId.HAND_RECORD,
    ActionId.OPEN_PLAN,
    ActionId.WAY_BACK,
    ActionId.PROPOSE,
    ActionId.HAND,
    ActionId.ADD_STEP,
}
"""The menu and its second page are none of their own; others show the plan or fill in a form first."""


def on(action: ActionId) -> ButtonValue:
    """What a button carries of this kind."""
    return ABOUT_ROWS if action in {ActionId.ROWS_HOLD, ActionId.NOTE_ROWS} else ON


def told(action: ActionId) -> Reason:
    """What its form was told."""
    return replace(TOLD, outcome="passed", row="5") if action is ActionId.TICK_TEST else TOLD


def pressed(element: dict[str, Any]) -> dict[str, Any]:
    """A press as Slack tells of it, in a thread."""
    return {
        "team": {"id": "T1"},
        "user": {"id": "U0ANA"},
        "container": {"channel_id": "C1", "message_ts": "1.1", "thread_ts": "1.0"},
        "trigger_id": "9.9.x",
        "actions": [{"action_ts": "2.2", **element}],
    }


def test_every_button_there_is_does_something() -> None:
    """Each action ends in an intent, or is one of those that lead elsewhere first."""
    assert NO_INTENT == set(ActionId) - set(BUTTONS)


@pytest.mark.parametrize("action", BUTTONS)
def test_a_button_asks_about_the_question_that_it_shows(action: ActionId) -> None:
    """Every intent carries the question, so that an old button is stale."""
    assert on(action).question == BUTTONS[action].intent(on(action), told(action)).question


def test_a_button_of_a_step_an_item_or_a_checkpoint_names_it() -> None:
    """What the button stands for is what is asked for."""
    intents = [button.intent(on(action), told(action)) for action, button in BUTTONS.items()]
    assert {"5"} == {intent.step for intent in intents if hasattr(intent, "step")}
    assert {"5"} == {
        intent.wanted for intent in intents if isinstance(intent, i.TickItem | i.Confirm | i.AttachAlert)
    }


@pytest.mark.parametrize(("subject", "rows"), [("", ()), ("2", (2,)), ("2.14", (2, 14))])
def test_smoke_tests_are_ticked_that_the_button_names(subject: str, rows: tuple[int, ...]) -> None:
    """An older one named none, and stands for all."""
    button = replace(ON, subject=subject)
    intent = BUTTONS[ActionId.TESTS_PASSED].intent(button, TOLD)
    assert i.TickTest(question=ON.question, wanted="all", has_passed=True, rows=rows) == intent


@pytest.mark.parametrize("action", [action for action in BUTTONS if BUTTONS[action].typed])
def test_a_form_keeps_all_that_was_told(action: ActionId) -> None:
    """The reason is in the intent, however it is called there."""
    intent = BUTTONS[action].intent(on(action), told(action))
    if isinstance(intent, i.AddNote) and action is ActionId.NOTE_VALUE:
        assert TOLD.values == intent.values
        return
    if isinstance(intent, i.ReportChanges):
        assert (failed(5, "7 rows"),) == intent.rows
        return
    assert "it is down" in {getattr(intent, name, "") for name in ("reason", "text", "note", "override")}


@pytest.mark.parametrize("action", [action for action in BUTTONS if BUTTONS[action].typed])
def test_what_is_typed_instead_asks_for_the_same(action: ActionId) -> None:
    """The command that is offered where no form opens is one that is read, as the same intent."""
    button = BUTTONS[action]
    assert button.typed
    filled = button.typed(on(action)).replace("YYYY-MM-DD", "2026-12-01").replace("HH:MM", "02:14")
    filled = filled.replace("MINUTES", "30")
    command = parse(filled)
    if action is ActionId.UNLOCK:
        return
    assert isinstance(command, Act), command
    assert (ON.deployment, type(button.intent(on(action), told(action)))) == (
        command.deployment,
        type(command.intent),
    )


@pytest.mark.parametrize("text", [*(b.typed(on(a)) for a, b in BUTTONS.items() if b.typed), *TYPED.values()])
def test_what_is_to_be_filled_in_stands_out(text: str) -> None:
    """Whatever is offered to be typed has words of the command in small letters alone, and no figures."""
    words = text.replace(ON.deployment, "{id}").split()
    small = {word for word in words if word.upper() != word} - {"{id}", "@who"}
    allowed = {
        *WORDS,
        *STEP_VERBS,
        *Severity,
        Choice.CONTINUE,
        "restore",
        "at",
        "after",
        "over",
        "override",
        "not-normal",
        "ok",
        "passed",
    }
    assert small <= allowed
    assert set("012346789").isdisjoint("".join(words))


def test_a_severity_and_a_time_are_those_that_were_chosen() -> None:
    """Rollback and reschedule take what the form asked for beside the reason."""
    rollback = BUTTONS[ActionId.ROLLBACK].intent(ON, TOLD)
    moved = BUTTONS[ActionId.RESCHEDULE].intent(ON, TOLD)
    assert isinstance(rollback, i.RequestRollback)
    assert Severity.HIGH is rollback.severity
    changed = BUTTONS[ActionId.SEVERITY].intent(ON, TOLD)
    assert i.ChangeSeverity(question=ON.question, severity=Severity.HIGH, reason="it is down") == changed
    goes_on = i.CastVote(
        question=ON.question, choice=Choice.CONTINUE, reason="it is down", ask_again=time(2, 14)
    )
    assert goes_on == BUTTONS[ActionId.VOTE_CONTINUE].intent(ON, TOLD)
    without_reason = i.CastVote(question=ON.question, choice=Choice.CONTINUE)
    assert without_reason == BUTTONS[ActionId.GO_ON].intent(ON, TOLD)
    goes_back = i.CastVote(question=ON.question, choice=Choice.ROLLBACK)
    assert goes_back == BUTTONS[ActionId.VOTE_ROLLBACK].intent(ON, TOLD)
    assert i.Reschedule(question=ON.question, start=START, override="it is down") == moved


@pytest.mark.parametrize("outcome", STEP_VERBS)
def test_a_step_is_recorded_as_it_went(outcome: str) -> None:
    """Each outcome is the intent that its word makes, at the time that was told."""
    intent = BUTTONS[ActionId.RECORD].intent(ON, replace(TOLD, outcome=outcome))
    expected = STEP_VERBS[outcome]("5", i.Recorded(at=time(2, 14)), "it is down")
    assert replace(expected, question=ON.question) == intent


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (ActionId.RESCHEDULE, replace(TOLD, start=None)),
        (ActionId.RECORD, replace(TOLD, outcome="")),
        (ActionId.RECORD, replace(TOLD, outcome="restore")),
    ],
)
def test_a_form_without_what_it_must_ask_is_none_of_ours(action: ActionId, told: Reason) -> None:
    """A window is moved somewhere, and a step went some way."""
    with pytest.raises(ValueError, match=r".+"):
        BUTTONS[action].intent(ON, told)


NO_NUL = st.characters(codec="utf-8", exclude_characters="\0")
"""What a button may carry."""


@given(
    st.sampled_from(sorted(BUTTONS)),
    st.text(NO_NUL, min_size=1),
    st.text(NO_NUL),
    st.text(NO_NUL),
)
def test_a_press_is_read_the_same_from_a_button_a_menu_and_a_list(
    action: ActionId, deployment: str, question: str, subject: str
) -> None:
    """What was pressed, about what, by whom and where does not hang on the kind of element."""
    on = ButtonValue(deployment=deployment, question=question, subject=subject)
    shown = (
        {"action_id": action.value, "value": on.spell()},
        {"action_id": action.value, "selected_option": {"value": on.spell()}},
        {"action_id": "menu", "selected_option": {"value": spell_entry(action, on)}},
    )
    for element in shown:
        press = press_of(pressed(element))
        assert (action, on, "U0ANA", "9.9.x") == (press.action, press.on, press.user, press.trigger)
        assert Place(channel="C1", thread="1.0", ts="1.1") == press.place
        assert "2.2" in press.key


@pytest.mark.parametrize(
    "element",
    [
        {"action_id": "explode", "value": ON.spell()},
        {"action_id": "submit", "value": "garbage"},
        {"action_id": "submit"},
        {"action_id": "menu", "selected_option": {"value": ON.spell()}},
        {"action_id": "menu", "selected_option": {"value": f"explode|{ON.spell()}"}},
        {"action_id": "menu", "selected_option": {"value": f"menu|{ON.spell()}"}},
    ],
    ids=str,
)
def test_what_no_release_knows_any_more_is_refused(element: dict[str, Any]) -> None:
    """An action, a value or an entry that is none of ours is a ValueError, never another press."""
    with pytest.raises(ValueError, match=r".+"):
        press_of(pressed(element))


@pytest.mark.parametrize("action", ActionId)
def test_a_form_is_opened_for_what_needs_a_reason(action: ActionId) -> None:
    """What a form remembers is read back; a button that asks for no reason has no form."""
    button = BUTTONS.get(action)
    if button and button.typed:
        assert (button, ON) == form_of(spell_entry(action, ON))
    else:
        with pytest.raises(ValueError, match="no form"):
            form_of(spell_entry(action, ON))


@pytest.mark.parametrize(
    "forged",
    [
        (ActionId.TESTS_PASSED, ButtonValue(deployment="WEB-41", question="smoke:1", subject="<!channel>")),
        (ActionId.ROWS_HOLD, ButtonValue(deployment="WEB-41", question="smoke:1")),
        (ActionId.NOTE_VALUE, ButtonValue(deployment="WEB-41", question="value:x:1", subject="x" * 201)),
    ],
)
def test_a_button_that_bears_what_it_never_asks_about_is_none_of_ours(
    forged: tuple[ActionId, ButtonValue],
) -> None:
    """Somebody made it up: it is answered as one that is not known."""
    action, value = forged
    press = Press(action=action, on=value, user="U1", place=Place(channel="C1"), key="k", trigger="t")
    with pytest.raises(ValueError, match=r"."):
        check_question(press)
