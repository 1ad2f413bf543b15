"""Answers to typed commands, which only the person who typed sees."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from bot.deciding import Outcome
from bot.document.findings import Finding, Level
from bot.domain import quieting
from bot.domain.notices import Audience
from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.roster import Roster, RosterRole
from bot.domain.waiting import Ask, Waiting
from bot.queries import Known
from commands.blocks import offers, phrases as ph
from commands.blocks.departure import named_but_left
from commands.blocks.kit import Content, actions, paragraph, paragraphs_of, small
from commands.blocks.mrkdwn import ACTION, ELLIPSIS, NAME, code, paragraphs, plain
from commands.blocks.sentences import told
from commands.blocks.status import status_of
from commands.blocks.surroundings import beside
from commands.blocks.told_so_far import told_so_far
from commands.blocks.way_back import would_run
from commands.words import SLASH, WORDS

HELP: Mapping[str, tuple[str, ...]] = {
    "See where things stand": ("status", "list", "mine", "record", "stats", "roster", "freeze"),
    "Get a plan approved": ("start", "submit", "approve", "reject", "withdraw", "check"),
    "Change it before it begins": ("amend", "reschedule"),
    "Carry it out": (
        "on",
        "begin",
        "go",
        "step",
        "snooze",
        "stop",
        "hand",
        "add",
        "note",
        "hold",
        "resume",
        "send",
        "edit",
        "resend",
    ),
    "Call for help": ("escalate", "ack"),
    "Watch it": ("smoke", "alerts", "attach"),
    "Bring it to an end": (
        "extend",
        "carry-on",
        "metric",
        "confirm",
        "rollback",
        "vote",
        "severity",
        "unlock",
        "cancel",
    ),
}
"""Every word that can be typed now, beside `help` itself, the way a deployment goes."""

NOBODY: Mapping[str, Sequence[Person]] = {}
LIST_LENGTH = 9000
"""Characters of a list as JSON: what Slack takes of a message, with room for what is around it."""
FINDINGS_SHOWN = 5
REFUSAL_LENGTH = 2000
SENTENCES_SHOWN = 6

TYPED: Mapping[Ask, str] = {
    Ask.SUBMIT: "submit {id}",
    Ask.SIGN_OFF: "approve {id}",
    Ask.BEGIN: "begin {id}",
    Ask.GO: "go {id}",
    Ask.RESUME: "resume {id}",
    Ask.CARRY_ON: "carry-on {id}",
    Ask.STEP: "step {id} {number} done",
    Ask.FAILED_STEP: "step {id} {number} retry",
    Ask.DECISION: "vote {id} rollback|continue REASON",
    Ask.CONFIRM: 'confirm {id} "{subject}"',
    Ask.METRIC: 'metric {id} "{subject}" normal',
    Ask.ESCALATION: "ack {id}",
    Ask.IN_CHARGE: "ack {id} over",
    Ask.TESTS: "smoke {id} all passed",
    Ask.WRITING_TESTS: "smoke {id} write",
    Ask.VALUE: "note {id} {subject}=…",
    Ask.DATA: "check {id} {number} ok|failed TEXT",
    Ask.CONFIGURATION: "check {id} {number} ok|failed TEXT",
    Ask.REVERSED: "check {id} {number} ok|failed TEXT",
    Ask.RESTORED: "check {id} {number} ok|failed TEXT",
    Ask.END_BACK: "check {id} override REASON",
}
"""How each kind of question is answered by typing."""


def help_() -> Content:
    """What can be done, the shortest way first, on one screen."""
    parts = [
        "\n".join([f"*{title}*", *(f"{code(WORDS[word].usage)} {WORDS[word].does}" for word in words)])
        for title, words in HELP.items()
    ]
    first = (
        f"Nearly everything can be pressed: `{SLASH} start` opens a form, and each message has its buttons. "
        "The same can be typed; the ID may be left out where the channel has one open deployment."
    )
    return Content(text="What T-Minus can do", blocks=tuple(paragraph(part) for part in (first, *parts)))


def start_typed() -> Content:
    """What to type where the form for `start` could not be opened."""
    return words(f"Slack did not open the form. The same can be typed: {code(WORDS['start'].usage)}")


def start_in_thread() -> Content:
    """What to type where no form can be opened: after a mention."""
    return words(
        f"The form opens only after `{SLASH} start`. Here the same is typed: plan, version, date and time, "
        f"as in {code('start web-shop 4.12.0 2026-12-01 23:00')}"
    )


def mention_first() -> Content:
    """What whoever mentions the bot in the middle of a sentence hears."""
    return words(
        "Nothing was done: I act only on a message that begins with my name, such as "
        f"{code('@T-Minus step 5 done')}. {code('@T-Minus help')} lists what I know."
    )


def too_late() -> Content:
    """What whoever wrote something hears that came long after they wrote it."""
    return words(
        "I did not act on this: it reached me more than three minutes after you wrote it. Say it once more "
        f"if it still holds; {code('@T-Minus status')} shows where things stand."
    )


def record_comes(deployment: str) -> Content:
    """Whoever asked for a record reads where it comes."""
    return words(f"The record of {code(deployment)} is being made: it comes as a file in a direct message.")


def refusal(refused: Refusal) -> Content:
    """Why something may not be."""
    return words(paragraphs(quieting.unnamed(refused.text), REFUSAL_LENGTH))


def accepted(outcome: Outcome) -> Content:
    """What came of it, in a sentence or two."""
    state, plan = outcome.state, outcome.plan
    if state is None or plan is None:
        raise ValueError("an accepted intent leaves a deployment")
    events, state = quieting.told(outcome.events, plan), quieting.told(state, plan)
    sentences = told(events, state, quieting.shown(plan))
    if not sentences:
        return words(f"Nothing changed: {ph.title(state)} is {state.state}.")
    text, more = ". ".join(sentences[:SENTENCES_SHOWN]), len(sentences) - SENTENCES_SHOWN
    if more > 0:
        return words(f"{text}. … and {more} more: the thread has them.")
    return words(text if text.endswith(("?", ELLIPSIS)) else f"{text}.")


def started(
    outcome: Outcome, findings: Sequence[Finding], last: Mapping[str, Sequence[Person]] = NOBODY
) -> Content:
    """That a plan was started, who acts in it as in its last run, and what must be mended before `submit`."""
    state = outcome.state
    if state is None:
        raise ValueError("an accepted start leaves a deployment")
    findings = quieting.unnamed(tuple(findings))
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    warnings = [finding for finding in findings if finding.level is Level.WARNING]
    counts = ", ".join(
        ph.counted(len(found), noun) for found, noun in ((errors, "error"), (warnings, "warning")) if found
    )
    again = [f"{plain(role, NAME)} {ph.mentions(people)}" for role, people in last.items()]
    shown = [f"• line {each.line}: {plain(each.text)}" for each in (*errors, *warnings)[:FINDINGS_SHOWN]]
    more = len(errors) + len(warnings) - len(shown)
    mend = f"Mend the errors, then {code(f'{SLASH} amend')} takes the document"
    following = mend if errors else "Next: Submit for review"
    return Content(
        text=f"{ph.brief(state)} is started",
        blocks=(
            paragraph(
                f"*{ph.title(state)}* is started as a draft, {code(state.id)}. {following}.",
                f"As last time: {ph.listed(again, ph.ROWS_SHOWN)}" if again else "",
                named_but_left(state),
                beside(state),
                f"The document has {counts}:" if counts else "",
                *shown,
                f"… and {more} more: `tminus plan check` lists them" if more > 0 else "",
            ),
        ),
    )


def status(known: Known) -> Content:
    """One deployment, as its status message shows it, and what could not be delivered."""
    content = status_of(known.state, known.plan)
    lost = ph.listed([plain(each, ACTION) for each in known.undelivered], ph.ROWS_SHOWN, "; ")
    warnings = [f"⚠️ Not delivered: {lost}"] if lost else []
    if known.blocked:
        warnings.append(f"⚠️ Nothing can be said in <#{known.state.channel}>: {plain(known.blocked)}")
    again = actions(offers.resend(known.state)) if lost else ()
    going_back = would_run(known.state, known.plan) if known.state.question else ""
    below = [*filter(None, (going_back, told_so_far(known.state, known.plan))), *warnings]
    return Content(text=content.text, blocks=(*content.blocks, *map(small, below), *again))


def mine(waiting: Sequence[tuple[Known, Sequence[Waiting]]]) -> Content:
    """What waits for somebody, deployment by deployment."""
    asked = [(known, asks) for known, asks in waiting if asks]
    if not asked:
        return words("Nothing waits for you.")
    found = []
    for known, asks in asked:
        found.append(f"*{ph.title(known.state)}*, <#{known.state.channel}>")
        found += [_ask(known, each) for each in asks]
    return lines("What waits for you", found)


def _ask(known: Known, asked: Waiting) -> str:
    what = plain(ph.awaited(asked), ACTION)
    if asked.ask is Ask.FAILED_STEP and known.state.hold:
        return f"• {what}: Retry once it is resumed"
    number = asked.subject.partition(" ")[0]
    typed = TYPED[asked.ask].format(id=known.state.id, number=number, subject=asked.subject)
    return f"• {what}  {code(f'{SLASH} {typed}')}"


def roster(known: Roster) -> Content:
    """Who stands for which role where a document names nobody."""
    found = [*map(_role, known.roles.values()), *map(_audience, known.audiences.values())]
    if not found:
        return words(f"The roster is empty. {code(WORDS['roster'].usage)} names somebody.")
    return lines("The roster", found)


def _role(role: RosterRole) -> str:
    deputies = f"; deputy {_ids(role.deputies)}" if role.deputies else ""
    return f"{plain(role.role, NAME)}: {_ids(role.people) or 'nobody'}{deputies}"


def _audience(audience: Audience) -> str:
    ends = [f"<#{channel}>" for channel in audience.channels] + [plain(each) for each in audience.addresses]
    return f"Audience “{plain(audience.name, NAME)}”: {ph.listed(ends, ph.ROWS_SHOWN)}"


def _ids(ids: Iterable[str]) -> str:
    found = [f"<!subteam^{each}>" if each.startswith("S") else f"<@{each}>" for each in ids]
    return ph.listed(found, ph.ROWS_SHOWN)


def words(text: str) -> Content:
    """An answer of a sentence or two (mrkdwn)."""
    return Content(text=text, blocks=(paragraph(text),))


def lines(title: str, every: Sequence[str]) -> Content:
    """Lines under a title; those that Slack would not take are counted."""
    lengths = accumulate(len(json.dumps(line, ensure_ascii=False)) for line in every)
    shown = [line for line, length in zip(every, lengths, strict=True) if length <= LIST_LENGTH]
    more = len(every) - len(shown)
    beyond = [f"… and {ph.counted(more, 'line')} more"] if more else []
    return Content(text=title, blocks=(paragraph(f"*{title}*"), *paragraphs_of([*shown, *beyond])))
