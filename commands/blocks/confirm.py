"""A post-deployment confirmation: asked for once what it waits for has happened."""

from bot.domain.by_people import unsaid
from bot.domain.confirmations import confirmers, role_of
from bot.domain.doubts import doubts
from bot.domain.plan import Checkpoint, CheckpointKind, Plan
from bot.domain.progress import WATCHED, unconfirmed, watched_step
from bot.domain.questions import confirm_question
from bot.domain.state import Deployment, Lifecycle
from bot.domain.times import clock
from bot.ports import Message
from commands.blocks import offers, phrases as ph, row_offers
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import NAME, clock_and_yours, plain, quoted
from commands.blocks.settled import how_it_ended, settled
from commands.blocks.smoke_sentences import in_a_line
from commands.blocks.watch import metrics

CONFIRMERS_CALLED = 10
DOUBTS_SHOWN = 3
PAST_IT = "the lead alone goes past that, with a reason"
LAST = "It is the last one: the deployment is completed with it"


def confirm(message: Message) -> Content:
    """The question of one checkpoint, and its answer."""
    state, plan = message.state, message.plan
    checkpoint = _checkpoint(message)
    name = plain(checkpoint.name, NAME)
    if message.subject != confirm_question(state, checkpoint.number):
        return settled(state, f"↩️ *{name}*: a step was reopened; it is asked anew")
    if given := state.confirmations.get(checkpoint.number):
        by = f"{ph.person_name(given.by)} {plain(given.note, NAME)}".strip()
        return settled(state, f"✅ *{name}*: confirmed {clock(given.at, state.zone)}, {by}")
    if state.state is not Lifecycle.VERIFYING:
        return settled(state, f"⏹️ *{name}*: {how_it_ended(state)}")
    who = ph.holders_named(confirmers(state, plan, checkpoint), role_of(plan, checkpoint), CONFIRMERS_CALLED)
    closes = f"; window to {clock(state.window_end, state.zone)}" if state.window_end else ""
    until = f"Window to {clock_and_yours(state.window_end, state.zone)}" if state.window_end else ""
    return Content(
        text=f"{ph.brief(state)}: please confirm {name}{closes}",
        blocks=(
            paragraph(
                f"*{who}, please confirm: {name}*, {ph.title(state)}",
                ph.sentence(_happened(state, plan, checkpoint), _measured(state, plan, checkpoint)),
                _to_say(state, plan, checkpoint),
                _against(state, plan, checkpoint),
                LAST if unconfirmed(state, plan) == (checkpoint,) else "",
                until,
                ph.undecided(state),
            ),
            *actions(
                *row_offers.say_row(state, plan, checkpoint),
                offers.confirm_checkpoint(state, plan, checkpoint),
            ),
        ),
    )


def _checkpoint(message: Message) -> Checkpoint:
    number, _, _ = message.subject.removeprefix("confirm:").partition(".")
    for checkpoint in message.plan.checkpoints:
        if str(checkpoint.number) == number:
            return checkpoint
    raise LookupError(f"no checkpoint of {message.state.id} is asked about by {message.subject}")


def _happened(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> str:
    """Why it is asked now."""
    if checkpoint.kind is CheckpointKind.RELEASE:
        return f"Confirmed by the others: {ph.confirmed(state, plan)}" if state.confirmations else ""
    watched = watched_step(plan, checkpoint.kind) if checkpoint.kind in WATCHED else None
    progress = state.steps.get(watched.number) if watched else None
    if watched and progress and progress.ended_at:
        note = f": {quoted(progress.note)}" if progress.note else ""
        ended = f"{progress.status} {clock(progress.ended_at, state.zone)}"
        return f"{ph.step_name(watched)}: {ended}, {ph.person_name(progress.by)}{note}"
    return f"Every step is over: {ph.tally(state, plan.steps)}"


def _to_say(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> str:
    """The row of 8.1 that is to be said next, with its bands, and how many there are after it."""
    left = unsaid(state, plan)
    if checkpoint.kind is not CheckpointKind.MONITORING or not left or state.question:
        return ""
    metric = left[0].metric
    known = (("normal", metric.normal), ("critical", metric.critical))
    bands = ", ".join(f"{name} {plain(band.text, NAME)}" for name, band in known if band)
    more = f"; {len(left) - 1} more after it" if left[1:] else ""
    named = plain(left[0].shown, NAME)
    return f"How does *{named}* stand?{f' It is {bands}' if bands else ''}{more}"


def _against(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> str:
    """What speaks against it, but for what is asked about, and who alone goes past that."""
    against = () if state.question else doubts(state, plan, checkpoint)
    found = [plain(doubt.name, NAME) for doubt in against if not doubt.is_unsaid]
    return f"Against it: {ph.listed(found, DOUBTS_SHOWN)}; {PAST_IT}" if found else ""


def _measured(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> str:
    """How the metrics stand, for whoever confirms that the monitoring is normal; of the tests likewise."""
    if checkpoint.kind is CheckpointKind.SMOKE_TESTS:
        return in_a_line(state, plan)
    return (
        metrics(state, plan, amid=True, values=True) if checkpoint.kind is CheckpointKind.MONITORING else ""
    )
