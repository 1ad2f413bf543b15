"""What may be pressed now: buttons come from the lifecycle's table, each with its question's id."""

from collections.abc import Iterable, Sequence

from slack_sdk.models.blocks import ButtonElement, OverflowMenuElement, StaticSelectElement

from bot.domain import intents as i, questions as q
from bot.domain.checklist import open_for_begin, open_for_go
from bot.domain.doubts import doubts
from bot.domain.lifecycle import RULES
from bot.domain.no_return import is_asked
from bot.domain.plan import ChecklistItem, Checkpoint, Plan, Step
from bot.domain.progress import may_start
from bot.domain.reopening import not_reopened
from bot.domain.restoring import may_restore
from bot.domain.state import Deployment, Lifecycle, StepStatus
from bot.domain.step_notices import notifies
from bot.domain.walk_back import has_something
from commands.blocks.actions import LATER_BY, NAMES_JOINED, ActionId, ButtonValue
from commands.blocks.kit import DANGER, PRIMARY, button, confirm, menu, option, select
from commands.blocks.mrkdwn import clip, clock_and_yours, one_line
from commands.blocks.phrases import title

MENU_ENTRIES = 5
"""Slack's limit."""
ITEMS_OFFERED = 25
"""Ticked ones make room for others; more would make a message too long for Slack."""

RECORDED_FOR = 40
"""How much of an owner's role stands in a menu's entry."""

MenuEntry = tuple[ActionId, str, ButtonValue]
Pressable = ButtonElement | None
"""A button, where it is offered now."""


def is_possible(state: Deployment, intent: type[i.Intent]) -> bool:
    """Whether the lifecycle's table has the intent in this state."""
    return state.state in RULES[intent].states


def submit(state: Deployment) -> ButtonElement | None:
    """Put the draft into review."""
    if not is_possible(state, i.Submit):
        return None
    value = _value(state, q.submit_question(state))
    return button(ActionId.SUBMIT, "Submit for review", value, style=PRIMARY)


def approve(state: Deployment) -> ButtonElement:
    """Approve all rows that one holds."""
    return button(ActionId.APPROVE, "Approve", _value(state, q.review_question(state)), style=PRIMARY)


def reject(state: Deployment) -> ButtonElement | None:
    """Reject, with a reason; an emergency's late approval is no question any more that a No could stop."""
    if not is_possible(state, i.RejectSignOff):
        return None
    return button(ActionId.REJECT, "Reject", _value(state, q.review_question(state)), style=DANGER)


def withdraw(state: Deployment) -> ButtonElement | None:
    """Take one's approval back, until Begin."""
    if not is_possible(state, i.WithdrawSignOff):
        return None
    return button(ActionId.WITHDRAW, "Withdraw", _value(state, q.withdraw_question(state)))


def propose_entry(state: Deployment) -> MenuEntry | None:
    """Show what the changed document does, in a menu."""
    if not is_possible(state, i.Amend):
        return None
    return ActionId.PROPOSE, "Amend", _value(state)


def accept_amendment(state: Deployment, proposal: int) -> ButtonElement | None:
    """Take the changed document that is shown."""
    if not is_possible(state, i.AcceptAmendment):
        return None
    return button(ActionId.AMEND, "Amend", _value(state, q.amend_question(proposal)), style=PRIMARY)


def reschedule(state: Deployment) -> ButtonElement | None:
    """Move the window; the form asks where to."""
    if entry := reschedule_entry(state):
        action, label, value = entry
        return button(action, label, value, style=PRIMARY)
    return None


def reschedule_entry(state: Deployment) -> MenuEntry | None:
    """The same in a menu."""
    if not is_possible(state, i.Reschedule) or state.window_start is None or state.leaving:
        return None
    return ActionId.RESCHEDULE, "Reschedule", _value(state, q.reschedule_question(state))


def extend(state: Deployment) -> ButtonElement | None:
    """Lengthen the window; the form asks by how much, and why."""
    if not is_possible(state, i.Extend) or state.window_end is None or state.leaving:
        return None
    return button(ActionId.EXTEND, "Extend", _value(state, q.extend_question(state)), style=PRIMARY)


def carry_on(state: Deployment) -> ButtonElement | None:
    """Go on past the latest start of a rollback."""
    if not is_possible(state, i.CarryOn) or not is_asked(state):
        return None
    return button(ActionId.CARRY_ON, "Carry on", _value(state, q.no_return_question(state)))


def begin(state: Deployment, plan: Plan) -> ButtonElement | None:
    """Begin, once the items are ticked that it asks for and nothing bars the way."""
    around = state.surroundings
    is_barred = around.lock or around.freezes or any(neighbour.runs for neighbour in around.neighbours)
    if not is_possible(state, i.Begin) or open_for_begin(state, plan) or is_barred:
        return None
    return button(ActionId.BEGIN, "Begin", _value(state, q.begin_question(state)), style=PRIMARY)


def say_on(state: Deployment) -> ButtonElement | None:
    """Say that one will be there."""
    if not is_possible(state, i.SayOn) or state.leaving:
        return None
    return button(ActionId.ON, "I'm on", _value(state, q.on_question(state)), style=PRIMARY)


def items_asked_for(state: Deployment, plan: Plan) -> tuple[ChecklistItem, ...]:
    """The items that Begin waits for; once the steps of 3.1 are over, those that Go does."""
    if state.state is Lifecycle.APPROVED:
        return open_for_begin(state, plan)
    if state.state is Lifecycle.PRE_DEPLOYMENT and state.go_asked:
        return open_for_go(state, plan)
    return ()


def tick(state: Deployment, plan: Plan) -> StaticSelectElement | None:
    """Tick one of the items that are waited for."""
    options = [
        option(f"{item.number} {item.text}", _value(state, subject=str(item.number)).spell())
        for item in items_asked_for(state, plan)[:ITEMS_OFFERED]
    ]
    return select(ActionId.TICK, "Tick an item", options) if options else None


def go(state: Deployment, plan: Plan) -> ButtonElement | None:
    """Say go; it asks once more."""
    is_asked = is_possible(state, i.Go) and state.go_asked and not state.go and not state.hold
    if not is_asked or open_for_go(state, plan):
        return None
    when = f"from {clock_and_yours(state.planned_t0, state.zone)} on" if state.planned_t0 else "at once"
    again = confirm("Go?", f"{title(state)} deploys {when}, or at once where that has passed.", "Go")
    return button(ActionId.GO, "Go", _value(state, q.go_question(state)), style=PRIMARY, confirm=again)


def hold(state: Deployment) -> ButtonElement | None:
    """Call nobody new."""
    if not is_possible(state, i.Hold) or state.hold or state.leaving:
        return None
    return button(ActionId.HOLD, "Hold", _value(state, q.hold_question(state)))


def resume(state: Deployment) -> ButtonElement | None:
    """End the hold."""
    if not is_possible(state, i.Resume) or not state.hold:
        return None
    return button(ActionId.RESUME, "Resume", _value(state, q.resume_question(state)), style=PRIMARY)


def cancel(state: Deployment, plan: Plan) -> ButtonElement | None:
    """Give it up; the form for the reason asks once more."""
    if entry := cancel_entry(state, plan):
        action, label, value = entry
        return button(action, label, value, style=DANGER)
    return None


def cancel_entry(state: Deployment, plan: Plan) -> MenuEntry | None:
    """The same in a menu; what was begun is rolled back instead."""
    if not is_possible(state, i.Cancel) or state.leaving or has_something(state, plan):
        return None
    return ActionId.CANCEL, "Cancel", _value(state, q.cancel_question(state))


def roll_back(state: Deployment, plan: Plan) -> ButtonElement | None:
    """Walk the way back; the form for severity and reason asks once more."""
    if entry := roll_back_entry(state, plan):
        action, label, value = entry
        return button(action, label, value, style=DANGER)
    return None


def roll_back_entry(state: Deployment, plan: Plan) -> MenuEntry | None:
    """The same in a menu."""
    if not is_possible(state, i.RequestRollback) or not plan.rollback_steps or state.leaving:
        return None
    if not has_something(state, plan):
        return None
    return ActionId.ROLLBACK, "Roll back", _value(state, q.rollback_question(state))


def unlock(state: Deployment) -> ButtonElement | None:
    """Release what the rollback locked, with a reason."""
    if not is_possible(state, i.Unlock) or not state.locked or state.unlocked:
        return None
    return button(ActionId.UNLOCK, "Unlock", _value(state, q.unlock_question(state)))


def open_plan(state: Deployment) -> ButtonElement:
    """Read what the plan asks for."""
    action, label, value = plan_entry(state)
    return button(action, label, value)


def hand_record(state: Deployment) -> ButtonElement:
    """Have the document, filled in."""
    return button(ActionId.HAND_RECORD, "Record", _value(state))


def plan_entry(state: Deployment) -> MenuEntry:
    """The same in a menu."""
    return ActionId.OPEN_PLAN, "Open plan", _value(state)


def menu_of(*entries: MenuEntry | None, rarely: Sequence[MenuEntry] = ()) -> OverflowMenuElement | None:
    """The menu of what is offered now; none where nothing is.

    What is wanted `rarely` stands behind its last entry where there is no room for all.
    """
    offered = [entry for entry in entries if entry]
    if len(offered) + len(rarely) > MENU_ENTRIES:
        _, _, value = rarely[0]
        more = ActionId.MORE, "More…", ButtonValue(deployment=value.deployment)
        return menu([*offered, more])
    return menu([*offered, *rarely])


def rarely(state: Deployment) -> tuple[MenuEntry, ...]:
    """What is offered now and wanted rarely."""
    entries = (note_entry(state), add_entry(state), hand_entry(state))
    return tuple(entry for entry in entries if entry)


def step(state: Deployment, step: Step, plan: Plan) -> tuple[ButtonElement, ...]:
    """Start; then Done, Failed or Skip; once it failed Retry (not on hold), Skip, Roll back or Restore.

    One that notifies offers Send and done besides. None is started while a rollback is asked about.

    For a step that is asked about: one that is over has no buttons.
    """
    progress = state.steps[step.number]
    value = _value(state, q.step_question(step.number, progress.attempt), step.number)
    tells = progress.status is not StepStatus.FAILED and is_telling(state, step)
    tell = (button(ActionId.STEP_TELL, "Send and done", value, style=PRIMARY),) if tells else ()
    skip = button(ActionId.STEP_SKIP, "Skip", value)
    match progress.status:
        case StepStatus.CALLED if not may_start(state, step):
            return ()
        case StepStatus.CALLED:
            return (*tell, button(ActionId.STEP_START, "Start", value, style="" if tells else PRIMARY))
        case StepStatus.RUNNING:
            done = button(ActionId.STEP_DONE, "Done", value, style="" if tells else PRIMARY)
            return (*tell, done, button(ActionId.STEP_FAILED, "Failed", value, style=DANGER), skip)
        case _:
            retry = None if state.hold else button(ActionId.STEP_RETRY, "Retry", value, style=PRIMARY)
            return tuple(filter(None, (retry, skip, _restore(state, step, plan), roll_back(state, plan))))


def is_telling(state: Deployment, step: Step) -> bool:
    """Whether the step tells an audience something, and may now."""
    return is_possible(state, i.TellAndFinish) and notifies(step)


def record_entry(state: Deployment, step: Step) -> MenuEntry | None:
    """Record it for its owner, in a menu; none where the lead is the owner."""
    owner = state.holders(step.owner)
    if not is_possible(state, i.FinishStep) or all(owner.include(person) for person in state.lead.all):
        return None
    question = q.step_question(step.number, state.steps[step.number].attempt)
    label = f"Record for {clip(one_line(step.owner), RECORDED_FOR)}"
    return ActionId.RECORD, label, _value(state, question, step.number)


def later(state: Deployment, step: Step) -> ButtonElement:
    """Put the end of a step off that is called or runs."""
    action, label, value = later_entry(state, step)
    return button(action, label, value)


def later_entry(state: Deployment, step: Step) -> MenuEntry:
    """The same in a menu."""
    progress = state.steps[step.number]
    question = q.delay_question(step.number, progress.attempt, progress.delays)
    return ActionId.STEP_LATER, f"+{LATER_BY} min", _value(state, question, step.number)


def quiet_entries(state: Deployment, step: Step, user: str) -> tuple[MenuEntry, ...]:
    """Have no reminder of a step for a while, or none any more; in the menu of who is reminded."""
    progress = state.steps[step.number]
    value = _value(state, q.step_question(step.number, progress.attempt), step.number)
    snooze = ActionId.SNOOZE, f"Snooze {LATER_BY} min", value
    stop = ActionId.STOP, "Stop reminding me", value
    has_stopped = user in progress.quiet and progress.quiet[user] is None
    return (snooze,) if has_stopped else (snooze, stop)


def record(state: Deployment, step: Step) -> ButtonElement | None:
    """Record a step for its owner; the form asks how it goes."""
    if entry := record_entry(state, step):
        action, label, value = entry
        return button(action, label, value, style=PRIMARY)
    return None


def _restore(state: Deployment, step: Step, plan: Plan) -> ButtonElement | None:
    """Restore from the backup in place of a rollback step that failed; the form asks once more."""
    if not is_possible(state, i.RestoreFromBackup) or not may_restore(state, plan, step):
        return None
    question = q.step_question(step.number, state.steps[step.number].attempt)
    value = _value(state, question, step.number)
    return button(ActionId.RESTORE, "Restore from backup", value, style=DANGER)


def reopen(state: Deployment, step: Step, plan: Plan) -> ButtonElement | None:
    """Take back that a step is over, while nothing was built on it."""
    if not is_possible(state, i.ReopenStep) or not_reopened(state, step, plan, None):
        return None
    question = q.reopen_question(step.number, state.steps[step.number].attempt)
    return button(ActionId.STEP_REOPEN, "Reopen", _value(state, question, step.number))


def note_entry(state: Deployment) -> MenuEntry:
    """Say something for the record, in a menu."""
    return ActionId.NOTE, "Note", _value(state)


def note_values(state: Deployment, question: str, names: Iterable[str], label: str) -> ButtonElement:
    """Note what placeholders stand for, in answer to a question; the form asks what."""
    return button(ActionId.NOTE_VALUE, label, _value(state, question, NAMES_JOINED.join(names)))


def resend(state: Deployment) -> ButtonElement:
    """Send once more what could not be delivered."""
    return button(ActionId.RESEND, "Send again", _value(state))


def hand_entry(state: Deployment) -> MenuEntry | None:
    """Hand a role over, in a menu; the form asks which, and to whom."""
    if not is_possible(state, i.HandOver):
        return None
    return ActionId.HAND, "Hand over a role", _value(state)


def add_entry(state: Deployment) -> MenuEntry | None:
    """Add a step that nobody foresaw, in a menu; the form asks what and where."""
    if not is_possible(state, i.AddStep) or state.leaving:
        return None
    return ActionId.ADD_STEP, "Add a step", _value(state)


def answers(state: Deployment, for_whom: str = "") -> tuple[ButtonElement, ButtonElement]:
    """Take charge of what one is called for, or pass it on; the lead says so `for_whom` has no Slack."""
    assert state.ladder, "somebody is called for an open issue"
    value = _value(state, q.escalation_question(state.ladder.number), for_whom)
    acknowledge = button(ActionId.ACKNOWLEDGE, "Acknowledge", value, style=PRIMARY)
    return acknowledge, button(ActionId.NOT_ME, "Not reached" if for_whom else "Not me", value)


def stand_down(state: Deployment) -> ButtonElement | None:
    """Say that it is over, with what was done; not while a question is open that it is about."""
    if state.ladder is None or any(state.ladder.about):
        return None
    value = _value(state, q.escalation_question(state.ladder.number))
    return button(ActionId.STAND_DOWN, "Stand down", value)


def confirm_checkpoint(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> ButtonElement | None:
    """Give a post-deployment confirmation, unless a rollback is asked about; past a doubt it asks why."""
    if state.question:
        return None
    value = _value(state, q.confirm_question(state, checkpoint.number), str(checkpoint.number))
    if doubts(state, plan, checkpoint):
        return button(ActionId.OVERRIDE, "Confirm all the same", value, style=DANGER)
    return button(ActionId.CONFIRM, "Confirm", value, style=PRIMARY)


def _value(state: Deployment, question: str = "", subject: str = "") -> ButtonValue:
    return ButtonValue(deployment=state.id, question=question, subject=subject)
