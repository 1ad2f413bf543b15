"""What a command of the plan lacks, asked of whoever made it; then what was noted."""

from bot.domain.placeholders import HARMLESS, Wanted, wanted
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.value_events import key_of
from bot.domain.values import asked_now, question_about, who_knows
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.filling import VALUE, braced
from commands.blocks.instructions import section_of
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import ACTION, code, mention, plain
from commands.blocks.settled import settled

NOT_ANY_MORE = "nobody needs it any more"


def value(message: Message) -> Content:
    """The question about one value, and its answer."""
    state, plan = message.state, message.plan
    each = _asked_about(message.subject, plan)
    if each is None:
        return settled(state, f"↩️ *{braced(_key(message.subject))}*: {NOT_ANY_MORE}")
    if noted := state.values.get(key_of(each.name)):
        return settled(
            state, _noted(state, each, noted.note), offers.note_value(state, each.name, "Note anew")
        )
    if message.subject != question_about(state, each):
        return settled(state, f"↩️ *{braced(each.name)}*: its step was reopened; it is asked anew")
    if not any(asked.question == message.subject for asked in asked_now(state, plan)):
        return settled(state, f"↩️ *{braced(each.name)}*: {NOT_ANY_MORE}")
    return _open(state, plan, each)


def _open(state: Deployment, plan: Plan, each: Wanted) -> Content:
    who = ph.listed([mention(person) for person in who_knows(state, each)], ph.PEOPLE_SHOWN)
    made = f", step {ph.step_name(each.step)}" if each.step else ""
    typed = code(f"/deploy note {each.name}=…")
    return Content(
        text=f"{ph.brief(state)}: what is {braced(each.name)}? A command of the plan needs it",
        blocks=(
            paragraph(
                f"*{who}, what is {braced(each.name)}?* {ph.title(state)}{made}",
                f"{_needed_by(plan, each)}; nothing waits for it now, and a rollback will not have to search",
                f"*Note it*, or type {typed}",
            ),
            *actions(offers.note_value(state, each.name, "Note it")),
        ),
    )


def _needed_by(plan: Plan, each: Wanted) -> str:
    """Which command needs it: by its comment, and where it stands."""
    commands = (*plan.migration_commands, *plan.rollback_commands, *plan.smoke_commands)
    command = next(command for command in commands if f"{{{each.name}}}" in command.text)
    comment = f" ({plain(command.comment, ACTION)})" if command.comment else ""
    return f"A command of {section_of(command, plan)} needs it{comment}"


def _noted(state: Deployment, each: Wanted, noted: str) -> str:
    given = state.values[key_of(each.name)]
    by = ph.given_by(given, state.zone)
    warned = "" if HARMLESS.fullmatch(noted) else "; it is shown beside the command, and not filled in"
    return f"✅ *{braced(each.name)}* is {code(noted, VALUE)}, noted by {by}{warned}"


def _key(subject: str) -> str:
    return subject.removeprefix("value:").rpartition(":")[0]


def _asked_about(subject: str, plan: Plan) -> Wanted | None:
    return next((each for each in wanted(plan) if key_of(each.name) == _key(subject)), None)
