"""What commands of the plan lack, asked of whoever made it; then what was noted."""

from collections.abc import Sequence

from bot.domain.instructions import section_of
from bot.domain.placeholders import HARMLESS, Wanted, by_maker, first_naming
from bot.domain.plan import Plan, Step
from bot.domain.questions import anew_question, question_of
from bot.domain.state import Deployment
from bot.domain.value_events import key_of
from bot.domain.values import Asked, asked_now, needed_back, question_about
from bot.ports import Message
from commands.blocks import offers, phrases as ph
from commands.blocks.filling import VALUE, braced
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import ACTION, code, mention, plain
from commands.blocks.settled import settled

NOT_ANY_MORE = "nobody needs it any more"
FIELDS = 20
"""How many values one form asks for; once they are noted, the others are asked for in the next."""
NAMED = 5
"""How many a line names."""


def value(message: Message) -> Content:
    """The question about what one step makes, or none does, and its answer."""
    state, plan = message.state, message.plan
    question = question_of(message.subject)
    group = _asked_about(question, plan)
    if not group:
        return settled(state, f"↩️ *{braced(_key(question))}*: {NOT_ANY_MORE}")
    if state.state.is_running and question != question_about(state, group):
        return settled(state, f"↩️ *{_braced(_names(group))}*: {_why_anew(group[0].step)}")
    asked = next((asked for asked in asked_now(state, plan) if asked.question == question), None)
    if asked:
        return _open(state, plan, asked, group)
    return _settled(state, group)


def _settled(state: Deployment, group: tuple[Wanted, ...]) -> Content:
    """What was noted, and can be noted anew as long as somebody may need it."""
    noted = [each.name for each in group if key_of(each.name) in state.values]
    if not noted:
        return settled(state, f"↩️ *{_braced(_names(group))}*: {NOT_ANY_MORE}")
    question = anew_question(question_about(state, group))
    anew = offers.note_values(state, question, noted[:FIELDS], "Note anew")
    return settled(state, _noted(state, group), anew if state.state.is_running else None)


def _why_anew(maker: Step | None) -> str:
    happened = "its step was reopened or called anew" if maker else "the run was begun anew"
    return f"{happened}; it is asked anew"


def _open(state: Deployment, plan: Plan, asked: Asked, group: tuple[Wanted, ...]) -> Content:
    names = [each.name for each in asked.wanted]
    who = ph.listed([mention(person) for person in asked.people], ph.PEOPLE_SHOWN)
    what = f"{'what is' if len(names) == 1 else 'what are'} {_braced(names)}?"
    it = "it" if len(names) == 1 else "them"
    needs = "A command of the plan needs it" if len(names) == 1 else "Commands of the plan need them"
    typed = code(f"/deploy note {' '.join(f'{name}=…' for name in names[:NAMED])}")
    return Content(
        text=f"{ph.brief(state)}: {what} {needs}",
        blocks=(
            paragraph(
                f"*{who}, {what}* {ph.title(state)}{_made(state, group[0].step)}",
                _needed(state, plan, names),
                _noted(state, group),
                f"*Note {it}*, or type {typed}",
            ),
            *actions(offers.note_values(state, asked.question, names[:FIELDS], f"Note {it}")),
        ),
    )


def _braced(names: Sequence[str]) -> str:
    return ph.listed([braced(name) for name in names], NAMED)


def _made(state: Deployment, maker: Step | None) -> str:
    if maker is None:
        return ""
    progress = state.steps.get(maker.number)
    is_over = progress is not None and progress.status.is_over
    return f", step {ph.step_name(maker)}{'' if is_over else ', which did not end'}"


def _needed(state: Deployment, plan: Plan, names: Sequence[str]) -> str:
    """Which steps of the way back wait for them, else which command names the first, and where."""
    if state.rollback:
        needed = needed_back(state, plan)
        steps = dict.fromkeys(step for name in names for step in needed.get(key_of(name), ()))
        if steps:
            who_waits = ph.listed([ph.step_name(step) for step in steps], NAMED)
            return f"The way back waits for {'it' if len(names) == 1 else 'them'}: {who_waits}"
    command = first_naming(plan, names[0])
    where = f"A command of {section_of(command, plan)} needs" if command else "The plan needs"
    comment = f" ({plain(command.comment, ACTION)})" if command and command.comment else ""
    rest = "" if state.rollback else "; nothing waits for it now, and a rollback will not have to search"
    return f"{where} {'it' if len(names) == 1 else braced(names[0])}{comment}{rest}"


def _noted(state: Deployment, group: tuple[Wanted, ...]) -> str:
    """What was noted of them, and by whom; "" where nothing was."""
    noted = [_given(state, each) for each in group if key_of(each.name) in state.values]
    return f"✅ {ph.listed(noted, NAMED, '; ')}" if noted else ""


def _given(state: Deployment, each: Wanted) -> str:
    given = state.values[key_of(each.name)]
    by = ph.given_by(given, state.zone)
    warned = "" if HARMLESS.fullmatch(given.note) else "; it is shown beside the command, and not filled in"
    return f"*{braced(each.name)}* is {code(given.note, VALUE)}, noted by {by}{warned}"


def _names(group: tuple[Wanted, ...]) -> list[str]:
    return [each.name for each in group]


def _key(subject: str) -> str:
    """Of the first value that a message is about."""
    return subject.removeprefix("value:").rpartition(":")[0].partition("+")[0]


def _asked_about(subject: str, plan: Plan) -> tuple[Wanted, ...]:
    groups = (group for group in by_maker(plan) if key_of(group[0].name) == _key(subject))
    return next(groups, ())
