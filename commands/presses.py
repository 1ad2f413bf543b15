"""What each button does: its intent, and how the same is typed where its modal cannot be opened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from bot.domain import intents as i
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.domain.smoke_ticks import ALL
from bot.ports import Place
from commands import rows_of_form
from commands.blocks.actions import LATER_BY, ActionId, ButtonValue, parse_entry, value_names
from commands.blocks.metadata import FormMetadata
from commands.blocks.smoke_offers import ROWS_JOINED
from commands.grammar.reading import reason_and_override
from commands.grammar.smoke import SAID
from commands.grammar.steps import STEP_VERBS
from commands.keys import action_key
from commands.payloads import Payload, place_of, user_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What the reason modal was told; what it asks for of all else depends on the button.

    `start` and `at` are naive, of the plan's zone; `outcome` is a word of `grammar.steps.STEP_VERBS`, or
    of `grammar.smoke.SAID` about a `row` of 7.1.
    """

    text: str = ""
    severity: Severity = Severity.CRITICAL
    start: datetime | None = None
    outcome: str = ""
    at: time | None = None
    minutes: int = 0
    row: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What a button asks for. One that needs a reason has `typed`: what to type instead, after `/deploy`."""

    intent: Callable[[ButtonValue, Reason], i.Intent]
    typed: Callable[[ButtonValue], str] | None = None


def _reschedule(on: ButtonValue, told: Reason) -> i.Intent:
    if told.start is None:
        raise ValueError("a window is moved to a date and time")
    return i.Reschedule(question=on.question, start=told.start, override=told.text)


def _extend(on: ButtonValue, told: Reason) -> i.Intent:
    reason, override = reason_and_override(told.text)
    return i.Extend(question=on.question, minutes=told.minutes, reason=reason, override=override)


def _record(on: ButtonValue, told: Reason) -> i.Intent:
    make = STEP_VERBS.get(told.outcome)
    if make is None:
        raise ValueError(f"no step goes {told.outcome!r}")
    return replace(make(on.subject, i.Recorded(at=told.at), told.text), question=on.question)


def _tick_test(on: ButtonValue, told: Reason) -> i.Intent:
    if told.outcome not in SAID:
        raise ValueError(f"no smoke test goes {told.outcome!r}")
    has_passed = SAID[told.outcome]
    return i.TickTest(question=on.question, wanted=told.row, has_passed=has_passed, note=told.text)


def _rows(subject: str) -> tuple[int, ...]:
    """Errors: `ValueError` for what no button of ours carries."""
    return tuple(map(int, subject.split(ROWS_JOINED))) if subject else ()


BUTTONS: Mapping[ActionId, Button] = {
    ActionId.SUBMIT: Button(intent=lambda on, _: i.Submit(question=on.question)),
    ActionId.APPROVE: Button(intent=lambda on, _: i.GiveSignOff(question=on.question)),
    ActionId.REJECT: Button(
        intent=lambda on, why: i.RejectSignOff(question=on.question, reason=why.text),
        typed=lambda on: f"reject {on.deployment} REASON",
    ),
    ActionId.WITHDRAW: Button(intent=lambda on, _: i.WithdrawSignOff(question=on.question)),
    ActionId.AMEND: Button(intent=lambda on, _: i.AcceptAmendment(question=on.question)),
    ActionId.RESCHEDULE: Button(
        intent=_reschedule, typed=lambda on: f"reschedule {on.deployment} YYYY-MM-DD HH:MM"
    ),
    ActionId.EXTEND: Button(intent=_extend, typed=lambda on: f"extend {on.deployment} MINUTES REASON"),
    ActionId.TICK: Button(intent=lambda on, _: i.TickItem(question=on.question, wanted=on.subject)),
    ActionId.CARRY_ON: Button(intent=lambda on, _: i.CarryOn(question=on.question)),
    ActionId.ON: Button(intent=lambda on, _: i.SayOn(question=on.question)),
    ActionId.BEGIN: Button(intent=lambda on, _: i.Begin(question=on.question)),
    ActionId.GO: Button(intent=lambda on, _: i.Go(question=on.question)),
    ActionId.HOLD: Button(
        intent=lambda on, why: i.Hold(question=on.question, reason=why.text),
        typed=lambda on: f"hold {on.deployment} REASON",
    ),
    ActionId.RESUME: Button(intent=lambda on, _: i.Resume(question=on.question)),
    ActionId.CANCEL: Button(
        intent=lambda on, why: i.Cancel(question=on.question, reason=why.text),
        typed=lambda on: f"cancel {on.deployment} REASON",
    ),
    ActionId.STEP_START: Button(intent=lambda on, _: i.StartStep(question=on.question, step=on.subject)),
    ActionId.STEP_DONE: Button(intent=lambda on, _: i.FinishStep(question=on.question, step=on.subject)),
    ActionId.STEP_TELL: Button(intent=lambda on, _: i.TellAndFinish(question=on.question, step=on.subject)),
    ActionId.STEP_FAILED: Button(
        intent=lambda on, why: i.FailStep(question=on.question, step=on.subject, reason=why.text),
        typed=lambda on: f"step {on.deployment} {on.subject} fail REASON",
    ),
    ActionId.STEP_SKIP: Button(
        intent=lambda on, why: i.SkipStep(question=on.question, step=on.subject, reason=why.text),
        typed=lambda on: f"step {on.deployment} {on.subject} skip REASON",
    ),
    ActionId.STEP_RETRY: Button(intent=lambda on, _: i.RetryStep(question=on.question, step=on.subject)),
    ActionId.STEP_REOPEN: Button(intent=lambda on, _: i.ReopenStep(question=on.question, step=on.subject)),
    ActionId.STEP_LATER: Button(
        intent=lambda on, _: i.DelayStep(question=on.question, step=on.subject, minutes=LATER_BY)
    ),
    ActionId.SNOOZE: Button(
        intent=lambda on, _: i.Snooze(question=on.question, step=on.subject, minutes=LATER_BY)
    ),
    ActionId.STOP: Button(intent=lambda on, _: i.StopReminding(question=on.question, step=on.subject)),
    ActionId.RECORD: Button(
        intent=_record, typed=lambda on: f"step {on.deployment} {on.subject} done at HH:MM NOTE"
    ),
    ActionId.RESTORE: Button(
        intent=lambda on, why: i.RestoreFromBackup(question=on.question, step=on.subject, reason=why.text),
        typed=lambda on: f"step {on.deployment} {on.subject} restore REASON",
    ),
    ActionId.NOTE: Button(
        intent=lambda on, why: i.AddNote(question=on.question, text=why.text),
        typed=lambda on: f"note {on.deployment} TEXT",
    ),
    ActionId.NOTE_VALUE: Button(
        intent=lambda on, why: i.AddNote(question=on.question, values=why.values),
        typed=lambda on: f"note {on.deployment} {' '.join(f'{name}=…' for name in value_names(on))}",
    ),
    ActionId.ROWS_HOLD: Button(
        intent=lambda on, _: i.ReportChanges(question=on.question, part=rows_of_form.part_of(on))
    ),
    ActionId.NOTE_ROWS: Button(
        intent=lambda on, why: rows_of_form.intent_of(on, why.outcomes, why.values),
        typed=lambda on: f"check {on.deployment} {value_names(on)[0]} ok TEXT",
    ),
    ActionId.END_BACK: Button(
        intent=lambda on, why: i.EndWayBack(question=on.question, reason=why.text),
        typed=lambda on: f"check {on.deployment} override REASON",
    ),
    ActionId.RESEND: Button(intent=lambda on, _: i.Resend(question=on.question)),
    ActionId.ROLLBACK: Button(
        intent=lambda on, why: i.RequestRollback(
            question=on.question, severity=why.severity, reason=why.text
        ),
        typed=lambda on: f"rollback {on.deployment} critical REASON",
    ),
    ActionId.VOTE_ROLLBACK: Button(
        intent=lambda on, _: i.CastVote(question=on.question, choice=Choice.ROLLBACK)
    ),
    ActionId.VOTE_CONTINUE: Button(
        intent=lambda on, why: i.CastVote(
            question=on.question, choice=Choice.CONTINUE, reason=why.text, ask_again=why.at
        ),
        typed=lambda on: f"vote {on.deployment} continue HH:MM REASON",
    ),
    ActionId.GO_ON: Button(intent=lambda on, _: i.CastVote(question=on.question, choice=Choice.CONTINUE)),
    ActionId.SEVERITY: Button(
        intent=lambda on, why: i.ChangeSeverity(question=on.question, severity=why.severity, reason=why.text),
        typed=lambda on: f"severity {on.deployment} high REASON",
    ),
    ActionId.UNLOCK: Button(
        intent=lambda on, why: i.Unlock(question=on.question, reason=why.text),
        typed=lambda on: f"unlock {on.deployment} REASON",
    ),
    ActionId.ATTACH: Button(intent=lambda on, _: i.AttachAlert(question=on.question, wanted=on.subject)),
    ActionId.ACKNOWLEDGE: Button(
        intent=lambda on, _: i.Acknowledge(question=on.question, for_whom=on.subject)
    ),
    ActionId.NOT_ME: Button(intent=lambda on, _: i.PassOn(question=on.question, for_whom=on.subject)),
    ActionId.STAND_DOWN: Button(
        intent=lambda on, why: i.StandDown(question=on.question, note=why.text),
        typed=lambda on: f"ack {on.deployment} over NOTE",
    ),
    ActionId.RUN_TESTS: Button(intent=lambda on, _: i.RunTests(question=on.question)),
    ActionId.RUN_WRITING_TESTS: Button(intent=lambda on, _: i.RunWritingTests(question=on.question)),
    ActionId.TESTS_PASSED: Button(
        intent=lambda on, _: i.TickTest(
            question=on.question, wanted=ALL, has_passed=True, rows=_rows(on.subject)
        )
    ),
    ActionId.TICK_TEST: Button(intent=_tick_test, typed=lambda on: f"smoke {on.deployment} N passed NOTE"),
    ActionId.CONFIRM: Button(intent=lambda on, _: i.Confirm(question=on.question, wanted=on.subject)),
    ActionId.OVERRIDE: Button(
        intent=lambda on, why: i.Confirm(question=on.question, wanted=on.subject, override=why.text),
        typed=lambda on: f"confirm {on.deployment} {on.subject} override REASON",
    ),
    ActionId.METRIC_NORMAL: Button(
        intent=lambda on, _: i.SayMetric(question=on.question, wanted=on.subject, is_normal=True)
    ),
    ActionId.METRICS_NORMAL: Button(intent=lambda on, _: i.SayMetric(question=on.question, is_normal=True)),
    ActionId.METRIC_ODD: Button(
        intent=lambda on, why: i.SayMetric(
            question=on.question, wanted=on.subject, is_normal=False, note=why.text
        ),
        typed=lambda on: f"metric {on.deployment} {on.subject} not-normal WHAT",
    ),
}
"""Every button that ends in an intent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One press of an element of a message, or of a modal. `trigger` opens a modal within three seconds.

    `view` is the modal's id and hash, `None` in a message.
    """

    action: ActionId
    on: ButtonValue
    user: str
    place: Place
    key: str
    trigger: str
    view: tuple[str, str] | None = None


OF_ROWS = frozenset({ActionId.ROWS_HOLD, ActionId.NOTE_ROWS})
"""Their question says which part it asks about."""
LONGEST_NAME = 200
"""Characters of a value that a form asks for: an input's name has 255 (docs.slack.dev: the input block)."""


def check_question(press: Press) -> None:
    """Errors: `ValueError` where the element bears what it never asks about."""
    if press.action in OF_ROWS:
        rows_of_form.part_of(press.on)
    if press.action is ActionId.TESTS_PASSED:
        _rows(press.on.subject)
    if press.action is ActionId.NOTE_VALUE and max(map(len, value_names(press.on))) > LONGEST_NAME:
        raise ValueError("no value is called so")


def press_of(body: Payload) -> Press:
    """What was pressed. Errors: `ValueError` for an element that is none of ours, or not any more."""
    element = body["actions"][0]
    chosen = element.get("selected_option") or element
    value = chosen.get("value", "")
    if element["action_id"] == ActionId.MENU:
        action, on = parse_entry(value)
    else:
        action, on = ActionId(element["action_id"]), ButtonValue.parse(value)
    if action is ActionId.MENU:
        raise ValueError("a menu is no entry of its own")
    return Press(
        action=action,
        on=on,
        user=user_of(body),
        place=opened_in(body),
        key=action_key(body, element),
        trigger=body["trigger_id"],
        view=(view["id"], view["hash"]) if (view := body.get("view")) else None,
    )


def opened_in(body: Payload) -> Place:
    """Where the element was used; of a modal, where that was opened."""
    if not (view := body.get("view")):
        return place_of(body)
    return FormMetadata.parse(view["private_metadata"]).place


def form_of(metadata: str) -> tuple[Button, ButtonValue]:
    """What a reason form was opened for. Errors: `ValueError` for what no form of ours remembers."""
    action, on = parse_entry(metadata)
    button = BUTTONS.get(action)
    if button is None or button.typed is None:
        raise ValueError(f"no form asks why for {action}")
    return button, on
