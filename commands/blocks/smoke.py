"""The table of a run of smoke tests: each row of 7.1, what came of it, and what people are asked for.

One message a run, kept true while it goes on.
"""

import json
from collections.abc import Mapping, Sequence

from bot.domain.plan import Plan
from bot.domain.questions import smoke_question
from bot.domain.smoke_requests import hindrance, request_of
from bot.domain.smoke_rows import Row, Standing, rows, who_tests, with_standing, writing
from bot.domain.state import Deployment
from bot.domain.watch import SmokeOutcome, SmokeResult, SmokeRun
from bot.ports import Message
from commands.blocks import phrases as ph, smoke_offers
from commands.blocks.kit import Content, actions, paragraph, paragraphs_of
from commands.blocks.mrkdwn import NAME, plain, quoted
from commands.blocks.settled import settled
from commands.blocks.smoke_sentences import figures, in_short, passed

MARKS: Mapping[Standing, str] = {
    Standing.PASSED: "✅",
    Standing.FAILED: "❌",
    Standing.MAINTENANCE: "🔧",
    Standing.UNDER_WAY: "⏳",
    Standing.SILENT: "❔",
    Standing.UNANSWERED: "❓",
    Standing.ON_A_PRESS: "▶️",
    Standing.OF_PEOPLE: "👤",
    Standing.NOT_ASKED: "▫️",
}
BY_MACHINE: Mapping[SmokeOutcome, str] = {
    SmokeOutcome.FAILED: "failed",
    SmokeOutcome.MAINTENANCE: "the maintenance page answered",
    SmokeOutcome.UNANSWERED: "sent, no answer",
    SmokeOutcome.PASSED: "passed",
    SmokeOutcome.LOCKED: "turned away",
    SmokeOutcome.NOT_RUN: "not run",
}
LOOK = "no answer: look whether it was done, it is not sent again"
TABLE_LENGTH = 8000
"""Characters of the rows as JSON; the rest of the message has room beside them."""
NOBODY = "Anybody of the plan"
"""May tick them, where neither the step's owner nor the lead is in Slack."""
BRIEF = 100
"""How much is shown of what a person does, or of why it failed."""


def table(message: Message) -> Content:
    """The table of one run; the newest counts."""
    state, plan = message.state, message.plan
    if message.subject != smoke_question(state.watch.runs) or state.watch.tested_at is None:
        return settled(state, f"↩️ *Smoke tests*: {_anew(state)}")
    found = rows(state, plan)
    count = f"{passed(found)} of {len(found)} passed"
    return Content(
        text=f"{ph.brief(state)}: smoke tests, {', '.join((count, *in_short(found)))}",
        blocks=(
            paragraph(f"*Smoke tests: {count}*, {ph.title(state)}{_asked(state)}"),
            *paragraphs_of(_shown(state, found)),
            *(paragraph(*wanted) for wanted in [_wanted(state, plan)] if any(wanted)),
            *actions(
                smoke_offers.run_writing(state, plan),
                smoke_offers.all_passed(state, plan),
                smoke_offers.tick(state),
                smoke_offers.run(state),
            ),
        ),
    )


def _anew(state: Deployment) -> str:
    watch = state.watch
    if watch.tested_at is None:
        return "the deployment was begun anew"
    by = f" by {ph.person_name(watch.asked_by)}" if watch.asked_by else ""
    return f"run anew {ph.hour(state, watch.tested_at)}{by}; the newer table counts"


def _asked(state: Deployment) -> str:
    watch = state.watch
    assert watch.tested_at, "there was a run"
    back = ", of what it is rolled back to" if watch.is_back else ""
    by = f" by {ph.person_name(watch.asked_by)}" if watch.asked_by else ""
    return f"{back}; asked for {ph.hour(state, watch.tested_at)}{by}"


def _shown(state: Deployment, found: Sequence[Row]) -> list[str]:
    """Every row; of too many those that have not passed, as far as there is room for them."""
    every = [_line(state, row) for row in found]
    if _length(every) <= TABLE_LENGTH:
        return every
    left = [row for row in found if row.standing is not Standing.PASSED]
    shown: list[str] = []
    for row in left:
        line = _line(state, row)
        if _length([*shown, line]) > TABLE_LENGTH:
            break
        shown.append(line)
    passed, more = len(found) - len(left), len(left) - len(shown)
    return [
        *shown,
        *([f"… and {more} more that have not passed"] if more else []),
        *([f"… and {passed} that passed"] if passed else []),
    ]


def _length(lines: Sequence[str]) -> int:
    return len(json.dumps(list(lines), ensure_ascii=False))


def _line(state: Deployment, row: Row) -> str:
    """`❌ 3 Product listing: HTTP 500, 2310 ms: the answer holds no products`."""
    name = f"{MARKS[row.standing]} {row.test.number} {plain(row.test.name, NAME)}"
    said = _said(state, row)
    return f"{name}: {said}" if said else name


def _said(state: Deployment, row: Row) -> str:
    run = row.run
    if row.standing is Standing.UNDER_WAY:
        is_sent = run is not None and run.result.outcome is SmokeOutcome.UNANSWERED and run.at is not None
        return f"sent {ph.hour(state, run.at)}, no answer yet" if is_sent and run and run.at else "being run"
    if row.standing is Standing.SILENT and state.watch.heard_at:
        return f"nothing heard of it since {ph.hour(state, state.watch.heard_at)}: run it anew, or tick it"
    if run is None:
        return _not_run(row, "")
    if run.by:
        return _ticked(state, run)
    match row.standing:
        case Standing.PASSED:
            return figures(run.result)
        case Standing.UNANSWERED:
            sent = f"sent {ph.hour(state, run.at)}, " if run.at else ""
            return f"{sent}{LOOK}{_why(run.result)}"
        case Standing.ON_A_PRESS | Standing.OF_PEOPLE:
            return _not_run(row, run.result.why or figures(run.result))
        case Standing.MAINTENANCE:
            return ph.sentence("the maintenance page answered", figures(run.result))
        case _:
            known = figures(run.result) or str(row.standing)
            return f"{known}{_why(run.result)}"


def _not_run(row: Row, why: str) -> str:
    """What people do of it, and why no machine does; or that it waits for a press."""
    test, request = row.test, request_of(row.test)
    if row.standing is Standing.ON_A_PRESS and request:
        said = f"{plain(request.method, NAME)}, runs on a press"
        return f"{said} ({plain(why, BRIEF)})" if why else said
    if row.standing is Standing.NOT_ASKED:
        return "not run"
    expected = f", expected: {plain(test.expected, BRIEF)}" if test.expected.strip() else ""
    hindered = why or hindrance(test)
    because = f" ({plain(hindered, BRIEF)})" if hindered else ""
    return f"to tick by hand: {plain(test.action, BRIEF)}{expected}{because}"


def _why(result: SmokeResult) -> str:
    return f": {plain(result.why, BRIEF)}" if result.why else ""


def _ticked(state: Deployment, run: SmokeRun) -> str:
    """`passed, Quinn Adler 00:41: “the cache was warm”; the machine: failed, HTTP 502`."""
    when = f" {ph.hour(state, run.at)}" if run.at else ""
    note = f": {quoted(run.result.why, BRIEF)}" if run.result.why else ""
    said = f"{run.result.outcome}, {ph.person_name(run.by)}{when}{note}"
    if run.machine is None:
        return said
    known = figures(run.machine)
    return f"{said}; the machine: {ph.sentence(BY_MACHINE[run.machine.outcome], known)}{_why(run.machine)}"


def _wanted(state: Deployment, plan: Plan) -> list[str]:
    """What people are asked for, and 7.2's suite, where the plan has one."""
    by_hand = len(with_standing(state, plan, Standing.OF_PEOPLE))
    who = ph.mentions(who_tests(state, plan)) or NOBODY
    asked = f"*{who}: {ph.counted(by_hand, 'test')} to tick by hand*"
    count = len(writing(state, plan)) if smoke_offers.run_writing(state, plan) else 0
    sent = f"{ph.counted(count, 'test')} on a press: sent once, with the account that the plan names"
    return [
        asked if by_hand and smoke_offers.all_passed(state, plan) else "",
        sent if count else "",
        _suite(state, plan),
    ]


def _suite(state: Deployment, plan: Plan) -> str:
    if not plan.smoke_commands:
        return ""
    run = state.watch.suite
    if run is None:
        return "👤 Suite of 7.2: what came of it is not noted"
    mark = MARKS[Standing.PASSED if run.result.outcome is SmokeOutcome.PASSED else Standing.FAILED]
    return f"{mark} Suite of 7.2: {_ticked(state, run)}"
