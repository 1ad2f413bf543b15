"""Sections 4.3 and 5 asked about after their step: each row with what it is to be, then what came of it."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement

from bot.domain.answering import asked_now, may_correct, over_since, question_about, verdict, who_knows
from bot.domain.change_rows import ChangeRow, answer_of, rows_of, step_of, unanswered
from bot.domain.changes import Answer, Part
from bot.domain.plan import DataValidation, Plan, Step, Variable
from bot.domain.questions import anew_question, step_in
from bot.domain.state import Deployment
from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.actions import NAMES_JOINED, ActionId, ButtonValue
from commands.blocks.kit import PRIMARY, Content, actions, button, paragraph
from commands.blocks.mrkdwn import NAME, code, plain, quoted
from commands.blocks.settled import how_it_ended, settled

ROWS_SHOWN = 4
"""Rows in one message; the form has all."""
FIELDS = 20
"""Rows in one form; once they are answered, the next has the others."""
QUERY, VALUE = 120, 60
"""How much of a query and of a value is shown."""
ASKS = {Part.DATA: "is the data as it should be?", Part.CONFIGURATION: "is all of this changed?"}
ABOUT = {Part.DATA: "Data", Part.CONFIGURATION: "Configuration"}
SECTIONS = {Part.DATA: "4.3", Part.CONFIGURATION: "5"}


def rows(message: Message) -> Content:
    """The question about one part, with what was answered of it already."""
    state, plan = message.state, message.plan
    part = Part(message.subject.partition(":")[0])
    number = step_in(message.subject.removeprefix(f"{part}:"))
    step, every = step_of(plan, part), rows_of(plan, part)
    if step is None or not every:
        return settled(state, f"↩️ *{ABOUT[part]}*: section {SECTIONS[part]} does not ask for it any more")
    if step.number != number:
        return settled(state, f"↩️ *{ABOUT[part]}*: it is asked about after step {ph.step_name(step)} now")
    if message.subject != question_about(state, part, step) or over_since(state, step) is None:
        return settled(state, f"↩️ *{_about(part, step)}*: its step was reopened or called anew; asked anew")
    asked = next((each for each in asked_now(state, plan) if each.part is part), None)
    if asked:
        return _open(state, step, every, part)
    return _settled(state, plan, step, every)


def _about(part: Part, step: Step) -> str:
    return f"{ABOUT[part]} after step {ph.step_name(step)}"


def _open(state: Deployment, step: Step, every: Sequence[ChangeRow], part: Part) -> Content:
    left, question = unanswered(state, every), question_about(state, part, step)
    who = ph.mentions(who_knows(state, step)) or ph.holders_named(state.holders(step.owner), step.owner)
    shown = sorted(every, key=lambda row: _pressing(state, row))
    more = len(shown) - ROWS_SHOWN
    example = "failed TEXT" if part is Part.DATA else "failed WHY"
    typed = f"{code(f'/deploy check {left[0].mark} ok')}, {code(f'… {example}')}"
    return Content(
        text=f"{ph.brief(state)}: {ASKS[part]} {ph.counted(len(left), 'row')} of section {SECTIONS[part]}",
        blocks=(
            paragraph(
                f"*{who}, {ASKS[part]}* {ph.title(state)}, step {ph.step_name(step)}",
                *(row_line(state, row) for row in shown[:ROWS_SHOWN]),
                ph.sentence(f"*{more} more*: Note results has all" if more > 0 else "", f"Typed: {typed}"),
            ),
            *actions(*_buttons(state, question, left, is_rest=len(left) < len(every))),
        ),
    )


def _buttons(
    state: Deployment, question: str, left: Sequence[ChangeRow], *, is_rest: bool
) -> tuple[ButtonElement, ...]:
    """All that is left is as it should be, in one press; or each by itself."""
    all_of = f"{'The rest' if is_rest else 'All'} {'match' if left[0].part is Part.DATA else 'changed'}"
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
    expected = "" if answer.holds or row.part is not Part.DATA else f"; wanted: {wanted(row)}"
    return (
        f"{mark} *{row.mark}* {plain(row.name, NAME)} {verdict(row.part, holds=answer.holds)}{said}, "
        f"{_by(state, answer)}{expected}"
    )


def _by(state: Deployment, answer: Answer) -> str:
    whom = f" for {plain(answer.for_whom, NAME)}" if answer.for_whom else ""
    return f"{ph.person_name(answer.by)}{whom}, {ph.hour(state, answer.at)}"


def wanted(row: ChangeRow) -> str:
    """`SELECT COUNT(*) …` shows 12; `v1 → v2, web-server`; `flag, off → 10 %`."""
    of = row.of
    if isinstance(of, DataValidation):
        query = code(of.query, QUERY)
        expected = plain(of.expected, VALUE) or "nothing that the plan says"
        return f"{query} shows {expected}" if query else expected
    if isinstance(of, Variable):
        old, new = (plain(value, VALUE) or "(empty)" for value in (of.old_value, of.new_value))
        where = f", {plain(of.service, NAME)}" if of.service else ""
        return f"{old} → {new}{where}"
    return f"flag, {plain(of.change, VALUE)}"


def _settled(state: Deployment, plan: Plan, step: Step, every: Sequence[ChangeRow]) -> Content:
    """What came of it, in a line and a line for what is not as it should be; it may be corrected yet."""
    part = every[0].part
    left = unanswered(state, every)
    failed = [row for row in every if (answer := answer_of(state, row)) and not answer.holds]
    good = len(every) - len(left) - len(failed)
    what = "as expected" if part is Part.DATA else "changed"
    is_open = may_correct(state, plan)
    ended = "" if is_open or not left else (how_it_ended(state) if state.rollback else "not asked any more")
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
