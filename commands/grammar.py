"""How each word's text is read (contract: `/deploy`). Each function gets what follows the word.

The first word is the deployment's ID where it is shaped like one (a hyphen and a digit); quoted it is text.
"""

import re
from collections.abc import Callable
from datetime import datetime

from bot.domain import intents as i
from bot.domain.facts import incomplete, unknown
from bot.domain.identity import is_id_shaped
from bot.domain.plan import Severity
from bot.domain.quotes import unquoted
from bot.domain.refusals import Because, Refusal
from commands.command import (
    Act,
    Command,
    Help,
    OpenStart,
    SetRoster,
    ShowRoster,
    ShowStatus,
    StartPlan,
)
from commands.text import MENTION, first_word, readable, tokens

Parse = Callable[[str], Command | Refusal]

OVERRIDE = "override"
DATE_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")

STEP_VERBS: dict[str, Callable[[str, str], i.Intent]] = {
    "start": lambda step, note: i.StartStep(step=step, note=note),
    "done": lambda step, note: i.FinishStep(step=step, note=note),
    "fail": lambda step, note: i.FailStep(step=step, reason=note),
    "skip": lambda step, note: i.SkipStep(step=step, reason=note),
    "retry": lambda step, note: i.RetryStep(step=step, note=note),
}
STEP_VERBS_LATER = ("reopen", "later")


def not_yet(what: str) -> Refusal:
    """Something that the contract names and a later release brings."""
    return Refusal(Because.NOT_NOW, f"{what} is not yet here: a later release of T-Minus brings it.")


def too_much(rest: str) -> Refusal:
    """Words that mean nothing where they stand."""
    return unknown(f"I do not understand “{readable(rest)}” there.")


def alone(command: Command) -> Parse:
    """A word after which nothing follows."""
    return lambda rest: too_much(rest) if rest else command


def help_(_rest: str) -> Command:
    """Help, whatever follows."""
    return Help()


def status(rest: str) -> Command | Refusal:
    """`status [ID]`."""
    deployment, left = _deployment(rest)
    return too_much(left) if left else ShowStatus(deployment)


def plain(intent: i.Intent) -> Parse:
    """`WORD [ID]`."""

    def parse(rest: str) -> Command | Refusal:
        deployment, left = _deployment(rest)
        return too_much(left) if left else Act(deployment=deployment, intent=intent)

    return parse


def with_text(make: Callable[[str], i.Intent]) -> Parse:
    """`WORD [ID] text`, whose text is a reason: quotes around all of it only told it from an ID."""

    def parse(rest: str) -> Command:
        deployment, left = _deployment(rest)
        return Act(deployment=deployment, intent=make(unquoted(readable(left))))

    return parse


def with_row(make: Callable[[str], i.Intent]) -> Parse:
    """`WORD [ID] ROW text`: the domain picks the row from the words and knows what is left over."""

    def parse(rest: str) -> Command:
        deployment, left = _deployment(rest)
        return Act(deployment=deployment, intent=make(readable(left)))

    return parse


def submit(rest: str) -> Command | Refusal:
    """`submit [ID]`; going past something that is missing comes later."""
    deployment, left = _deployment(rest)
    word, _ = first_word(left)
    if word.casefold() == OVERRIDE:
        return not_yet("`submit … override`")
    return too_much(left) if left else Act(deployment=deployment, intent=i.Submit())


def confirm(rest: str) -> Command | Refusal:
    """`confirm [ID] CHECKPOINT`; going past something that is missing comes later."""
    deployment, left = _deployment(rest)
    if OVERRIDE in (word.casefold() for word in left.split()):
        return not_yet("`confirm … override`")
    return Act(deployment=deployment, intent=i.Confirm(wanted=readable(left)))


def begin(rest: str) -> Command | Refusal:
    """`begin [ID] [override REASON]`."""
    deployment, left = _deployment(rest)
    word, reason = first_word(left)
    if word and word.casefold() != OVERRIDE:
        return too_much(left)
    if word and not unquoted(reason):
        return incomplete("Why can it begin all the same? The record keeps the reason.")
    return Act(deployment=deployment, intent=i.Begin(override=unquoted(readable(reason))))


def go(rest: str) -> Command | Refusal:
    """`go [ID] [now]`."""
    deployment, left = _deployment(rest)
    if left and left.casefold() != "now":
        return too_much(left)
    return Act(deployment=deployment, intent=i.Go(at_once=bool(left)))


def step(rest: str) -> Command | Refusal:
    """`step [ID] N VERB [note]`."""
    deployment, left = _deployment(rest)
    number, after = first_word(left)
    verb, note = first_word(after)
    verb = verb.casefold()
    if not number:
        return incomplete("Which step, and how does it go?")
    if verb in STEP_VERBS_LATER:
        return not_yet(f"`step N {verb}`")
    if _is_recorded_for_somebody(note):
        return not_yet("`step … for @who at HH:MM`")
    make = STEP_VERBS.get(verb)
    if make is None:
        return incomplete(f"How does step {readable(number)} go: {', '.join(STEP_VERBS)}?")
    return Act(deployment=deployment, intent=make(readable(number), unquoted(readable(note))))


def _is_recorded_for_somebody(note: str) -> bool:
    """Whether the note begins with `for @who` or `at HH:MM`."""
    word, after = first_word(note)
    what, _ = first_word(after)
    if word.casefold() == "for":
        return MENTION.match(after) is not None or what.startswith("@")
    return word.casefold() == "at" and re.fullmatch(r"\d{1,2}:\d{2}", what) is not None


def rollback(rest: str) -> Command | Refusal:
    """`rollback [ID] critical|high|medium reason`."""
    deployment, left = _deployment(rest)
    word, reason = first_word(left)
    if word.casefold() not in list(Severity):
        return incomplete(f"How bad is it: {', '.join(Severity)}? And why?")
    severity = Severity(word.casefold())
    intent = i.RequestRollback(severity=severity, reason=unquoted(readable(reason)))
    return Act(deployment=deployment, intent=intent)


def start(rest: str) -> Command | Refusal:
    """`start`, or `start PLAN VERSION [YYYY-MM-DD HH:MM]`; quotes are optional."""
    if not rest:
        return OpenStart()
    plan, *words = tokens(readable(rest))
    version, *when = words or [""]
    if not plan:
        return incomplete("Which plan? Its name is its file's, without the ending.")
    if not version:
        return incomplete("Which version? Without plan and version, `/deploy start` opens a form.")
    text = " ".join(when)
    moment = _moment(text)
    if text and moment is None:
        return unknown(f"I cannot read “{text}” as a date and time: 2026-12-01 23:00 is what I can read.")
    return StartPlan(plan=plan, version=version, start=moment, people={})


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if DATE_AND_TIME.fullmatch(text) else None
    except ValueError:
        return None


def roster(rest: str) -> Command | Refusal:
    """`roster`, or `roster ROLE @who… [deputy @who]`."""
    if not rest:
        return ShowRoster()
    word, _ = first_word(rest)
    if word.casefold() == "audience":
        return not_yet("`roster audience`")
    first = MENTION.search(rest)
    role, named = (rest[: first.start()], rest[first.start() :]) if first else (rest, "")
    if handle := re.search(r"(?<![\w<])@[\w.-]+", re.sub(r"<[^<>]*>", "", rest)):
        return incomplete(f"I do not know {handle[0]}: choose from Slack's list while typing.")
    if not named:
        return incomplete(f"Who stands for “{readable(role)}”?")
    if not unquoted(role):
        return incomplete("Which role? It comes before the people.")
    people, *after = re.split(r"(?i)\bdeput(?:y|ies)\b", MENTION.sub(_marked, named), maxsplit=1)
    deputies = "".join(after)
    if strange := MENTION.sub("", people + deputies).replace(",", " ").strip():
        return too_much(strange)
    if after and not _ids(deputies):
        return incomplete("Who is the deputy?")
    return SetRoster(role=unquoted(readable(role)), people=_ids(people), deputies=_ids(deputies))


def _marked(mention: re.Match[str]) -> str:
    """The mention without its label, in which any word may stand."""
    user, group = mention.groups()
    return f"<@{user}>" if user else f"<!subteam^{group}>"


def _ids(named: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(user or group for user, group in MENTION.findall(named)))


def _deployment(rest: str) -> tuple[str, str]:
    """The ID, if the first word is shaped like one, and what follows it."""
    word, after = first_word(rest)
    return (word, after) if is_id_shaped(word) else ("", rest.strip())
