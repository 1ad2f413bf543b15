"""What happened to a rollback question, in one sentence an event. All are mrkdwn."""

from bot.domain import events as e
from bot.domain.plan import Plan, Severity
from bot.domain.question_parts import Escalated
from bot.domain.state import Deployment
from bot.domain.times import clock
from commands.blocks import phrases as ph
from commands.blocks.deciding import CHOICES, instead_of
from commands.blocks.evidence import in_the_log
from commands.blocks.mrkdwn import NAME, plain
from commands.blocks.sentence_parts import Sentences, because, step_named


def _asked(event: e.RollbackAsked, _state: Deployment, _plan: Plan) -> str:
    seen = in_the_log(event.evidence)
    return f"Rollback question, {event.severity}: {seen}; no step starts until it is answered"


def _asked_again(event: e.VotersAskedAgain, _state: Deployment, _plan: Plan) -> str:
    who = ph.counted(len(event.people), "person")
    return f"Votes are enough by now: {who} asked to press once more, as nothing decides by itself"


def _cast(event: e.VoteCast, state: Deployment, _plan: Plan) -> str:
    again = f"; ask again {clock(event.ask_again_at, state.zone)}" if event.ask_again_at else ""
    member = f", as a member of {plain(f'@{event.as_member_of}', NAME)}" if event.as_member_of else ""
    deputy = f", {instead_of(event).strip()}" if event.instead_of else ""
    return f"Vote for {CHOICES[event.choice]}{deputy}{because(event.reason)}{again}{member}"


def _severity(event: e.SeverityChanged, _state: Deployment, _plan: Plan) -> str:
    order = list(Severity)
    how = "raised" if order.index(event.severity) < order.index(event.was) else "lowered"
    change = f"from {event.was} to {event.severity}"
    return f"Severity {how} {change}{because(event.reason)}; the time to decide begins anew"


def _escalated(event: e.DecisionEscalated, _state: Deployment, _plan: Plan) -> str:
    why = "those who decide disagree" if event.why is Escalated.TIE else "the time to decide is up"
    return f"Whether to roll back is undecided, {why}: the next level is asked, and no step starts meanwhile"


def _declined(event: e.RollbackDeclined, state: Deployment, _plan: Plan) -> str:
    again = ""
    if event.ask_again_at:
        again = f"; asked again {clock(event.ask_again_at, state.zone)}, sooner if it gets worse"
    return f"No rollback, it goes on{because(event.reason)}{again}"


def _fell_away(event: e.QuestionFellAway, _state: Deployment, plan: Plan) -> str:
    return f"Whether to roll back is not asked any more: {step_named(event.step, plan)}, is over"


SENTENCES: Sentences = {
    e.RollbackAsked: _asked,
    e.EvidenceSeen: lambda event, _state, _plan: f"Seen: {in_the_log(event.evidence)}",
    e.VotersAsked: lambda event, _state, _plan: f"{ph.counted(len(event.people), 'person')} asked directly",
    e.VotersAskedAgain: _asked_again,
    e.VotersReminded: lambda _, _state, _plan: "Those whose answer is missing are reminded",
    e.VoteCast: _cast,
    e.SeverityChanged: _severity,
    e.DecisionEscalated: _escalated,
    e.RollbackDeclined: _declined,
    e.QuestionFellAway: _fell_away,
    e.QuestionNotRepeated: lambda _, _state, _plan: (
        "Not asked again whether to roll back: nothing that spoke for it holds any more"
    ),
}
