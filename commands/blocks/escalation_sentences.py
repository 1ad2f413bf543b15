"""What became of an issue of 9.2, in one sentence an event. All are mrkdwn."""

from collections.abc import Mapping

from bot.domain import events as e
from bot.domain.escalation_events import Called
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import ACTION, NAME, plain
from commands.blocks.sentence_parts import Sentences, because

WHY: Mapping[Called, str] = {
    Called.ASKED: "",
    Called.UNDECIDED: "",
    Called.DUE: "its time has come",
    Called.SILENCE: "nobody has acknowledged",
    Called.PASSED_ON: "it was passed on",
    Called.AGAIN: "once more, nobody has acknowledged",
    Called.STILL_OPEN: "once more, nothing was heard",
    Called.ON_CALL: "who is on call now",
    Called.LEFT: "who was called has left Slack",
    Called.NOBODY: "nobody of 9.2 can be called",
}
"""Why a level is called, after its name and people."""


def _raised(event: e.IssueRaised, _state: Deployment, _plan: Plan) -> str:
    return f"Escalated{because(event.why)}"


def _called(event: e.LevelCalled, state: Deployment, _plan: Plan) -> str:
    name = plain(event.level, NAME)
    if not event.people and not event.absent:
        return f"{name}: nobody new stands for it"
    absent = ph.listed([plain(label, ACTION) for label in event.absent], ph.PEOPLE_SHOWN)
    who = [
        ph.mentions(event.people, ph.PEOPLE_SHOWN) if event.people else "",
        f"{ph.lead(state)} telephones {absent}" if absent else "",
    ]
    called = f"{name} is called: {', '.join(filter(None, who))}{because(event.why)}"
    is_news = event.because is Called.STILL_OPEN and event.why
    return ph.sentence(called, "once more" if is_news else WHY[event.because])


def _acknowledged(event: e.CallAcknowledged, _state: Deployment, _plan: Plan) -> str:
    level = plain(event.level, NAME)
    if event.where:
        return f"{level} acknowledged in {plain(event.where, NAME)} by {plain(event.said_by, NAME)}"
    who = plain(event.for_whom, ACTION) if event.for_whom else ph.person_name(event.by)
    return f"{level} acknowledged: {who} is on it"


def _passed_on(event: e.CallPassedOn, _state: Deployment, _plan: Plan) -> str:
    who = plain(event.for_whom, ACTION) if event.for_whom else ph.person_name(event.by)
    return f"{plain(event.level, NAME)}: {who} passed it on"


def _on_call(event: e.OnCallNoted, _state: Deployment, _plan: Plan) -> str:
    names = [ph.person_name(person) for person in event.people]
    names += [f"{plain(name, NAME)} (not in Slack)" for name in event.strangers]
    return f"On call for {plain(event.level, NAME)}: {ph.listed(names, ph.PEOPLE_SHOWN) or 'nobody'}"


def _over(event: e.IssueOver, _state: Deployment, _plan: Plan) -> str:
    return f"Stand down: the issue is over{because(event.why)}"


SENTENCES: Sentences = {
    e.IssueRaised: _raised,
    e.LevelCalled: _called,
    e.CallAcknowledged: _acknowledged,
    e.CallPassedOn: _passed_on,
    e.OnCallNoted: _on_call,
    e.IssueOver: _over,
}
