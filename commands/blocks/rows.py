"""Sections 4.3 and 5 asked about after their step: each row with what it is to be, then what came of it.

On the way back it is asked as the step begins: each row with what takes it back, ready to copy.
"""

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement

from bot.domain.answering import (
    SECTIONS,
    asked_now,
    asked_since,
    may_correct,
    question_about,
    verdict,
    who_knows,
)
from bot.domain.back_rows import held_back, rows_asked, step_asked
from bot.domain.change_rows import ChangeRow, answer_of, marks, unanswered
from bot.domain.changes import Answer, Part
from bot.domain.ending_back import waits_for_rows
from bot.domain.instructions import commands_for
from bot.domain.masking import HIDDEN
from bot.domain.people import Person, unique
from bot.domain.plan import DataValidation, FeatureFlag, Migration, Plan, Step
from bot.domain.questions import anew_question, end_back_question, step_in
from bot.domain.state import Deployment, Lifecycle
from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.actions import NAMES_JOINED, ActionId, ButtonValue
from commands.blocks.filling import filled_in
from commands.blocks.kit import DANGER, PRIMARY, Content, actions, button, paragraph
from commands.blocks.mrkdwn import NAME, code, plain, quoted
from commands.blocks.settled import how_it_ended, settled

ROWS_SHOWN = 4
"""Rows in one message; the form has all."""
FIELDS = 20
"""Rows in one form; once they are answered, the next has the others."""
QUERY, VALUE = 120, 60
"""How much of a query and of a value is shown."""
ASKS = {
    Part.DATA: "is the data as it should be?",
    Part.CONFIGURATION: "is all of this changed?",
    Part.REVERSED: "is each of these migrations back?",
    Part.RESTORED: "is each old value back?",
}
ABOUT = {
    Part.DATA: "Data",
    Part.CONFIGURATION: "Configuration",
    Part.REVERSED: "Migrations back",
    Part.RESTORED: "Configuration back",
}
ALL = {Part.DATA: "match", Part.CONFIGURATION: "changed", Part.REVERSED: "back", Part.RESTORED: "back"}
"""What one press says of all rows that are left."""
_SO_MANY = {**ALL, Part.DATA: "as expected"}


def rows(message: Message) -> Content:
    """The question about one part, with what was answered of it already."""
    state, plan = message.state, message.plan
    if message.subject.startswith("end-back:"):
        return ending_back(message)
    part = Part(message.subject.partition(":")[0])
    number = step_in(message.subject.removeprefix(f"{part}:"))
    step, every = step_asked(state, plan, part), rows_asked(state, plan, part)
    if step is None or not every:
        return settled(state, f"↩️ *{ABOUT[part]}*: section {SECTIONS[part]} does not ask for it any more")
    if step.number != number:
        return settled(state, f"↩️ *{ABOUT[part]}*: it is asked about after step {ph.step_name(step)} now")
    if message.subject != question_about(state, part, step) or asked_since(state, step, part) is None:
        return settled(state, f"↩️ *{_about(part, step)}*: its step was reopened or called anew; asked anew")
    asked = next((each for each in asked_now(state, plan) if each.part is part), None)
    if asked:
        return _open(state, plan, step, every)
    return _settled(state, plan, step, every)


def _about(part: Part, step: Step) -> str:
    return f"{ABOUT[part]} {'by' if part.is_back else 'after'} step {ph.step_name(step)}"


def _open(state: Deployment, plan: Plan, step: Step, every: Sequence[ChangeRow]) -> Content:
    part = every[0].part
    left, question = unanswered(state, every), question_about(state, part, step)
    who = ph.mentions(who_knows(state, step)) or ph.holders_named(state.holders(step.owner), step.owner)
    command = _command(state, plan, step) if part is Part.REVERSED else ""
    ordered = sorted(every, key=lambda row: _pressing(state, row))
    shown = ordered[: ROWS_SHOWN - bool(command)]
    more = len(every) - len(shown)
    example = "failed WHY" if part is Part.CONFIGURATION else "failed TEXT"
    typed = f"{code(f'/deploy check {left[0].mark} ok')}, {code(f'… {example}')}"
    return Content(
        text=f"{ph.brief(state)}: {ASKS[part]} {ph.counted(len(left), 'row')} of section {SECTIONS[part]}",
        blocks=(
            paragraph(
                f"*{who}, {ASKS[part]}* {ph.title(state)}, step {ph.step_name(step)}",
                command,
                *(row_line(state, row) for row in shown),
                _last(f"*{more} more*: Note results has all" if more > 0 else "", f"typed: {typed}"),
            ),
            *actions(*_buttons(state, question, left, is_rest=len(left) < len(every))),
        ),
    )


def _last(*parts: str) -> str:
    """A line of its own, whichever of its parts is the first."""
    line = ph.sentence(*parts)
    return f"{line[:1].upper()}{line[1:]}"


def _command(state: Deployment, plan: Plan, step: Step) -> str:
    """`./migrate.sh down …`, ready to copy; the call of the step has all of several."""
    text, _ = filled_in(state, plan, step, commands_for(step, plan))
    first, _, others = text.partition("\n")
    return (
        ph.sentence(f"By {code(first, QUERY)}", "the step's call has more" if others else "") if text else ""
    )


def _buttons(
    state: Deployment, question: str, left: Sequence[ChangeRow], *, is_rest: bool
) -> tuple[ButtonElement, ...]:
    """All that is left is as it should be, in one press; or each by itself."""
    all_of = f"{'The rest' if is_rest else 'All'} {ALL[left[0].part]}"
    value = ButtonValue(deployment=state.id, question=question)
    return (
        button(ActionId.ROWS_HOLD, all_of, value, style=PRIMARY),
        _note(state, question, left, "Note results"),
    )


def _note(state: Deployment, question: str, asked: Sequence[ChangeRow], label: str) -> ButtonElement:
    """Answer rows one by one; the form asks how each is."""
    marks = NAMES_JOINED.join(row.mark for row in asked[:FIELDS])
    return button(
        ActionId.NOTE_ROWS, label, ButtonValue(deployment=state.id, question=question, subject=marks)
    )


def _pressing(state: Deployment, row: ChangeRow) -> int:
    """What is not as it should be first, what is as it should be last."""
    answer = answer_of(state, row)
    return 1 if answer is None else 2 if answer.holds else 0


def row_line(state: Deployment, row: ChangeRow) -> str:
    """A row: what is to be, or what came of it."""
    answer = answer_of(state, row)
    if answer is None:
        return f"*{row.mark}* {plain(row.name, NAME)}: {wanted(row)}"
    mark = "✅" if answer.holds else "❌"
    said = f": {quoted(answer.result, ph.QUOTE)}" if answer.result else ""
    is_wanted = not answer.holds and row.part in {Part.DATA, Part.RESTORED}
    expected = f"; wanted: {wanted(row)}" if is_wanted else ""
    return (
        f"{mark} *{row.mark}* {plain(row.name, NAME)} {verdict(row.part, holds=answer.holds)}{said}, "
        f"{_by(state, answer)}{expected}"
    )


def _by(state: Deployment, answer: Answer) -> str:
    whom = f" for {plain(answer.for_whom, NAME)}" if answer.for_whom else ""
    return f"{ph.person_name(answer.by)}{whom}, {ph.hour(state, answer.at)}"


def wanted(row: ChangeRow) -> str:
    """`SELECT COUNT(*) …` shows 12; `v1 → v2, web-server`; `flag, off → 10 %`.

    On the way back: to be reversed; `v1` again, not v2; undo off → 10 %.
    """
    of = row.of
    if isinstance(of, DataValidation):
        query = code(of.query, QUERY)
        expected = plain(of.expected, VALUE) or "nothing that the plan says"
        return f"{query} shows {expected}" if query else expected
    if isinstance(of, Migration):
        return "*not reversible*" if of.reversible is False else "to be reversed"
    is_back = row.part.is_back
    if isinstance(of, FeatureFlag):
        return f"flag, {'undo ' if is_back else ''}{plain(of.change, VALUE)}"
    old, new = (plain(value, VALUE) or "(empty)" for value in (of.old_value, of.new_value))
    where = f", {plain(of.service, NAME)}" if of.service else ""
    if not is_back:
        return f"{old} → {new}{where}"
    if of.old_value == HIDDEN:
        return f"its old value again, {old}{where}"
    return f"{code(of.old_value, VALUE) or old} again, not {new}{where}"


def _settled(state: Deployment, plan: Plan, step: Step, every: Sequence[ChangeRow]) -> Content:
    """What came of it, in a line and a line for what is not as it should be; it may be corrected yet."""
    part = every[0].part
    left = unanswered(state, every)
    failed = [row for row in every if (answer := answer_of(state, row)) and not answer.holds]
    good = len(every) - len(left) - len(failed)
    what = _SO_MANY[part]
    is_open = may_correct(state, plan, part)
    why = how_it_ended(state) if state.rollback and not part.is_back else "not asked any more"
    ended = "" if is_open or not left else why
    mark = "❌" if failed else "⏹️" if left else "✅"
    line = ph.sentence(
        f"{mark} *{_about(part, step)}*: {good} of {len(every)} {what}",
        _last_by(state, every),
        f"{len(left)} not answered, {ended}" if left else "",
    )
    # The form has not room for all of many: what is not as it should be is what is corrected.
    ordered = sorted(every, key=lambda row: _pressing(state, row))
    anew = _note(state, anew_question(question_about(state, part, step)), ordered, "Note anew")
    return Content(
        text=f"{ph.brief(state)}: {line}",
        blocks=(
            paragraph(line, *(row_line(state, row) for row in failed[:ROWS_SHOWN])),
            *actions(anew if is_open else None),
        ),
    )


def _last_by(state: Deployment, every: Sequence[ChangeRow]) -> str:
    answers = [answer for row in every if (answer := answer_of(state, row))]
    return _by(state, max(answers, key=lambda each: each.at)) if answers else ""


def ending_back(message: Message) -> Content:
    """To the lead: every step back is over, and these rows alone keep it from being rolled back."""
    state, plan = message.state, message.plan
    left = waits_for_rows(state, plan)
    if not left:
        return settled(state, _ended_back(state, plan))
    if message.subject != end_back_question(state):
        return settled(state, "↩️ *The way back*: a step of it was open again; asked anew")
    asked = ph.listed([ph.person_name(who) for who in _asked_of(state, plan)], ph.PEOPLE_SHOWN)
    shown = sorted(left, key=lambda row: _pressing(state, row))[:ROWS_SHOWN]
    more = f"*{len(left) - len(shown)} more*" if len(left) > len(shown) else ""
    typed = f"{code(f'/deploy check {left[0].mark} ok')}, {code('/deploy check override REASON')}"
    first = "every step back is over, but not all is said to be back"
    value = ButtonValue(deployment=state.id, question=end_back_question(state))
    return Content(
        text=f"{ph.brief(state)}: {first}",
        blocks=(
            paragraph(
                f"*{ph.lead(state)}, {first}*, {ph.title(state)}",
                *(row_line(state, row) for row in shown),
                _last(more, f"asked: {asked}" if asked else "", f"typed: {typed}"),
            ),
            *actions(button(ActionId.END_BACK, "Rolled back all the same", value, style=DANGER)),
        ),
    )


def _asked_of(state: Deployment, plan: Plan) -> list[Person]:
    return list(unique(person for asked in asked_now(state, plan) for person in asked.people))


def _ended_back(state: Deployment, plan: Plan) -> str:
    """How it went on."""
    if state.state is not Lifecycle.ROLLED_BACK:
        return "↩️ *The way back*: a step of it is open again"
    left = held_back(state, plan)
    if not left or state.ended is None:
        return "✅ *The way back*: all that had arrived is back"
    who, when = ph.person_name(state.ended.by), ph.hour(state, state.ended.at)
    return f"⚠️ *The way back*: ended by {who} at {when} past {marks(left)}"
