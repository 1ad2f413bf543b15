"""A step's call in the thread: to its owner, with all that is needed to do it; then how it went."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import ButtonElement

from bot.domain import instructions
from bot.domain.answering import asked_now
from bot.domain.authority import claimer
from bot.domain.change_rows import marks
from bot.domain.forecast import forecast
from bot.domain.metric_rows import watched
from bot.domain.migrating import is_migrating, run_by
from bot.domain.ordering import awaited
from bot.domain.placeholders import wanted
from bot.domain.plan import Phase, Plan, Step
from bot.domain.post_mortem import owner, post_mortem
from bot.domain.progress import is_over, may_start, steps_now, table_now
from bot.domain.smoke_rows import is_testing
from bot.domain.state import Deployment, Lifecycle, StepProgress, StepStatus
from bot.domain.step_notices import audiences_of, says
from bot.domain.times import clock, minutes
from bot.domain.value_events import key_of
from bot.domain.values import group_of, question_about
from bot.domain.watch_ending import is_watch, why_not
from bot.ports import Message
from commands.blocks import offers, phrases as ph, smoke_offers
from commands.blocks.asked_step import AskedStep
from commands.blocks.filling import SHOWN as PLACEHOLDERS_SHOWN, braced, filled_in, lacking_names, names_of
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import ACTION, NAME, clip, clock_and_yours, code, code_block, plain, quoted
from commands.blocks.settled import how_it_ended, settled
from commands.blocks.smoke_sentences import in_a_line
from commands.blocks.taking_back import besides, first_walked, takes_back

OPEN = frozenset({StepStatus.CALLED, StepStatus.RUNNING})
COMMANDS_LENGTH = 600
CHECKS_SHOWN = 3
SCRIPTS_SHOWN = 5
WAYS_BACK_SHOWN = 3
OWNERS_CALLED = 10
"""A step of `All` calls everybody of a team of this size."""
NO_WAY_BACK: Mapping[bool | None, str] = {
    True: "If not: Failed; no step of 6.3 undoes it",
    False: "If not: Failed; there is nothing to undo",
}
"""What a step that 6.3 does not undo says, by its column `Rollback?`; without the column it is not known."""


def step(message: Message) -> Content:
    """The call of one attempt at a step."""
    asked = AskedStep.of(message)
    line = closed(asked)
    if asked.progress and not line:
        return _open(asked, asked.progress)
    is_ended = asked.progress and asked.progress.status not in OPEN
    reopen = offers.reopen(asked.state, asked.step, asked.plan) if is_ended else None
    return settled(asked.state, line, reopen)


def closed(asked: AskedStep) -> str:
    """What became of the attempt, in a line; "" while its owner is asked."""
    if asked.progress is None:
        return asked.superseded
    if asked.progress.status not in OPEN:
        return _ended(asked, asked.progress)
    if asked.step not in steps_now(asked.state, asked.plan):
        return f"⏹️ *{ph.step_name(asked.step)}*: stop, {how_it_ended(asked.state)}"
    return ""


def _open(asked: AskedStep, progress: StepProgress) -> Content:
    state, plan, step = asked.state, asked.plan, asked.step
    due = _due(state, plan, step)
    asks = "your turn, " if progress.status is StepStatus.CALLED else ""
    text = f"{ph.brief(state)}: {asks}{ph.step_words(step, ph.BRIEF)}{f', due {due[0]}' if due else ''}"
    takes = minutes(step.minutes) if step.minutes is not None else "A follow-up: nobody waits for it"
    return Content(
        text=text,
        blocks=(
            paragraph(
                _first(asked, progress),
                "" if may_start(state, step) else ph.undecided(state),
                _ad_hoc(state, step),
                ph.sentence(f"{takes}, due *{due[1]}*" if due else takes, _waiting(state, plan, step)),
                _telling(state, step, plan),
                *_taking_back(state, step, plan),
                _owned(state, step, plan),
                _migrations(step, plan),
                *_commands(state, step, plan),
                _ends_itself(state, step, plan),
                _makes(state, step, plan),
                _done_when(state, step, plan),
                _not_answered(state, step, plan),
                _if_not(step, plan),
            ),
            *actions(
                *offers.step(state, step, plan),
                *_lacking(state, step, plan),
                offers.menu_of(*_rest(state, step, progress)),
            ),
        ),
    )


def _rest(state: Deployment, step: Step, progress: StepProgress) -> Sequence[offers.MenuEntry | None]:
    """What is wanted more rarely than a report by its owner."""
    is_timed = progress.status is StepStatus.RUNNING and not step.is_follow_up
    return (
        offers.record_entry(state, step),
        offers.later_entry(state, step) if is_timed else None,
        smoke_offers.run_entry(state) if is_testing(step) else None,
    )


def _first(asked: AskedStep, progress: StepProgress) -> str:
    state, step = asked.state, asked.step
    again = f" (attempt {progress.tries})" if progress.tries > 1 else ""
    if progress.status is StepStatus.CALLED:
        return f"*{_called(state, step)}: {ph.step_words(step)}*{again}, {ph.title(state)}"
    started = clock(progress.started_at or progress.called_at, state.zone)
    who = ph.person_name(progress.by)
    return f"▶️ *{ph.step_name(step)}*{again}: running since {started}, {who}{_behalf(progress, step)}"


def _called(state: Deployment, step: Step) -> str:
    """Whose turn it is: the owner's, or the lead's, who calls an owner who is not in Slack."""
    holders = state.holders(step.owner)
    if not holders.all and not holders.unknown:
        return f"{ph.lead(state)}, your turn for {ph.owner_name(state, step)}"
    if holders.all:
        return f"{ph.owner(state, step, OWNERS_CALLED)}, your turn"
    return f"{ph.lead(state)}, call {ph.owner_name(state, step)} and record how it goes"


def _ad_hoc(state: Deployment, step: Step) -> str:
    """That the step is not in the document, who added it and why; "" for those of the document."""
    added = next((each.given for each in state.added if each.step.number == step.number), None)
    if added is None:
        return ""
    why = f": {quoted(added.note)}" if added.note else ""
    return (
        f"*Ad hoc*, not in the document: added {ph.hour(state, added.at)} by {ph.person_name(added.by)}{why}"
    )


def _due(state: Deployment, plan: Plan, step: Step) -> tuple[str, str] | None:
    """When it should be done: for a notification, and with the reader's own time."""
    found = None if step.is_follow_up else forecast(state, plan).of(step.number)
    return (clock(found.due, state.zone), clock_and_yours(found.due, state.zone)) if found else None


def _waiting(state: Deployment, plan: Plan, step: Step) -> str:
    """Who waits for it: the next step's owner, but for one's own, or what the phase ends with."""
    waits = awaited(table_now(state, plan))
    left = [s for s in steps_now(state, plan) if step.number in waits[s.number] and not s.is_follow_up]
    following = next((s for s in left if not is_over(state, s)), None)
    if following is None and state.state is Lifecycle.DEPLOYING:
        following = next((s for s in plan.steps if s.phase is Phase.POST_DEPLOYMENT), None)
    if step.is_follow_up:
        return ""
    if following and state.holders(following.owner) == state.holders(step.owner):
        return f"next: {ph.step_name(following, ph.BRIEF)}"
    if following:
        return f"{ph.owner(state, following)} waits for it ({ph.step_name(following, ph.BRIEF)})"
    if state.leaving:
        return "then it waits for its new window" if state.leaving.anew else "then it is cancelled"
    if state.state is Lifecycle.PRE_DEPLOYMENT:
        return "Go waits for it"
    return "the confirmations wait for it" if state.state is Lifecycle.VERIFYING else ""


def _telling(state: Deployment, step: Step, plan: Plan) -> str:
    """What Send and done tells, and whom; "" for a step that tells nobody."""
    if not offers.is_telling(state, step):
        return ""
    whom, words = plain(audiences_of(step)[0], NAME), plain(says(step, plan))
    return f"*Send and done* tells {whom}: “{words}”, with the window and what they will notice"


def _owned(state: Deployment, step: Step, plan: Plan) -> str:
    """Whose the post-mortem is, by name: somebody has to see to it."""
    has = owner(state, plan) if step == post_mortem(state, plan) else None
    if has is None:
        return ""
    others = "" if claimer(state, step) else "; whoever presses *Start* takes it on"
    return f"*{ph.person_name(has)} owns it*, and is sent the timeline{others}"


def _taking_back(state: Deployment, step: Step, plan: Plan) -> list[str]:
    if step.phase is not Phase.ROLLBACK:
        return []
    return [
        *takes_back(state, step, plan, instructions.commands_for(step, plan)),
        besides(plan) if step.number == first_walked(state, plan) else "",
    ]


def _migrations(step: Step, plan: Plan) -> str:
    """`Runs 2 migrations, all reversible: V1.sql, V2.sql`; aloud, what cannot be reversed or does not say."""
    run = run_by(plan).get(step.number, frozenset())
    found = [each for each in plan.migrations if each in run]
    if not found:
        return ""
    names = ph.listed(ph.fitted([each.script for each in found], NAME, SCRIPTS_SHOWN), SCRIPTS_SHOWN)
    silent = [plain(each.script, NAME) for each in found if each.reversible is None]
    final = ph.irreversible([each for each in found if each.reversible is False])
    unsaid = f"*4.1 does not say of {ph.listed(silent, SCRIPTS_SHOWN)} whether it is*" if silent else ""
    all_are = "" if final or silent else ", all reversible"
    return ph.sentence(f"Runs {ph.counted(len(found), 'migration')}{all_are}: {names}", final, unsaid)


def _commands(state: Deployment, step: Step, plan: Plan) -> list[str]:
    """The commands, filled in, or as many whole lines as there is room for, and where the others stand."""
    found = instructions.commands_for(step, plan)
    if not found:
        return []
    text, lacking = filled_in(state, plan, step, found)
    shown, more = code_block(text, COMMANDS_LENGTH)
    where = f"{instructions.section_of(found[0], plan)} of the plan"
    if not shown:
        return [f"*The commands are too long for a message: {where} has them*", *lacking]
    return [shown, f"*{ph.counted(more, 'line')} more in {where}*" if more else "", *lacking]


def _lacking(state: Deployment, step: Step, plan: Plan) -> list[ButtonElement]:
    """A button for each value that the commands lack."""
    names = lacking_names(state, plan, step, instructions.commands_for(step, plan))
    return [
        offers.note_values(
            state, question_about(state, group_of(plan, name)), [name], f"Note {clip(name, NAME)}"
        )
        for name in names[:PLACEHOLDERS_SHOWN]
    ]


def _makes(state: Deployment, step: Step, plan: Plan) -> str:
    """What the owner is asked for once it is done: whoever keeps it at hand loses no time."""
    names = [
        braced(each.name)
        for each in wanted(plan)
        if each.step == step and key_of(each.name) not in state.values
    ]
    kept = ph.listed(names, PLACEHOLDERS_SHOWN)
    return f"Keep {kept}: a command of the plan needs it, and you are asked for it" if names else ""


def _done_when(state: Deployment, step: Step, plan: Plan) -> str:
    if is_migrating(step):
        checks = [f"{code(v.query, 120)} shows {plain(v.expected, 80)}" for v in plan.validations]
        return f"Done when: {ph.listed(checks, CHECKS_SHOWN, '; ')}" if checks else ""
    if is_testing(step) and plan.smoke_tests:
        if said := in_a_line(state, plan) if state.watch.runs else "":
            return f"{said[:1].upper()}{said[1:]}: the table in this thread has them"
        return f"Done when: {ph.counted(len(plan.smoke_tests), 'critical path')} of 7.1 hold"
    return ""


def _ends_itself(state: Deployment, step: Step, plan: Plan) -> str:
    """Whether a watch ends itself, or why its owner does; "" of other steps, and where nobody measures."""
    if not is_watch(step) or not state.watch.readings:
        return ""
    if why := why_not(state, plan):
        return f"You end it: {plain(why, ACTION)}"
    return f"It ends itself, if all {len(watched(plan))} metrics of 8.1 are normal then"


def _not_answered(state: Deployment, step: Step, plan: Plan) -> str:
    """What nobody said yet of sections 4.3 and 5: whoever tests the release may be first to meet it."""
    if not is_testing(step) or step.phase is Phase.ROLLBACK:
        return ""
    asked = [f"{marks(each.rows)} ({names_of(each.people)})" for each in asked_now(state, plan)]
    return f"Not answered yet of sections 4.3 and 5: {', '.join(asked)}" if asked else ""


def _if_not(step: Step, plan: Plan) -> str:
    if step.phase is not Phase.DEPLOYMENT:
        return ""
    ways = instructions.ways_back(step, plan)
    if not ways:
        return NO_WAY_BACK.get(step.undone_by_rollback, "")
    length = ACTION if len(ways) == 1 else ph.BRIEF
    named = [f"{ph.step_name(way, length)}, {minutes(way.minutes or 0)}" for way in ways]
    shown = ph.listed(named, WAYS_BACK_SHOWN)
    return f"If not: Failed; the way back is {shown}"


def _ended(asked: AskedStep, progress: StepProgress) -> str:
    state, step = asked.state, asked.step
    mark, verb = {
        StepStatus.DONE: ("✅", "done"),
        StepStatus.SKIPPED: ("⏭️", "skipped"),
        StepStatus.FAILED: ("❌", "failed"),
    }[progress.status]
    when = clock(progress.ended_at or progress.called_at, state.zone)
    planned = f", planned {minutes(step.minutes)}" if step.minutes is not None else ""
    took = f" ({spent}{planned})" if (spent := ph.took(progress)) else ""
    note = f": {quoted(progress.note)}" if progress.note else ""
    by = f"{ph.person_name(progress.by)}{_behalf(progress, step)}"
    return f"{mark} *{ph.step_name(step)}*: {verb} {when}, {by}{took}{note}"


def _behalf(progress: StepProgress, step: Step) -> str:
    return f" for {plain(progress.for_whom or step.owner, NAME)}" if progress.on_behalf else ""
