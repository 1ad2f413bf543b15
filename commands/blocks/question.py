"""The rollback question: shall it go back, or on?"""

from dataclasses import replace

from bot.domain.electorate import electors
from bot.domain.question_parts import Answered, Outcome, RollbackQuestion, Vote
from bot.domain.questions import decision_subject
from bot.domain.state import Deployment
from bot.domain.times import clock
from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, paragraph
from commands.blocks.mrkdwn import quoted
from commands.blocks.question_sentences import VOTED
from commands.blocks.settled import settled


def question(message: Message) -> Content:
    """The question of one round, or its answer."""
    state, asked = message.state, message.state.question
    if asked and decision_subject(asked.round) == message.subject:
        return _open(message, asked)
    answers = (each for each in state.answers if decision_subject(each.question.round) == message.subject)
    return settled(state, _answered(state, next(answers)))


def reminder(message: Message) -> Content:
    """The question once more, as it stands now."""
    subject, _, _ = message.subject.partition(" ")[0].rpartition(":")
    return question(replace(message, subject=subject))


def _open(message: Message, asked: RollbackQuestion) -> Content:
    state = message.state
    found = electors(state, message.plan, asked)
    who = ph.mentions(found.asked(asked.votes))
    until = "now" if asked.escalated_at else f"by {clock(found.until, state.zone)}"
    title = f"Roll back? {asked.severity.capitalize()}"
    seen = [f"{quoted(each.text)}{', over' if each.is_over else ''}" for each in asked.evidence]
    return Content(
        text=f"{title}: {ph.brief(state)}, {until}",
        blocks=(
            paragraph(
                f"*{title}*, {ph.title(state)}; {who} {until}",
                ph.listed(seen, ph.ROWS_SHOWN),
                ph.listed([_vote(vote) for vote in asked.votes.values()], ph.ROWS_SHOWN),
                "No step starts until this is answered",
            ),
        ),
    )


def _vote(vote: Vote) -> str:
    why = f", {quoted(vote.reason)}" if vote.reason else ""
    return f"{ph.person_name(vote.by)}: {VOTED[vote.choice]}{why}"


def _answered(state: Deployment, answer: Answered) -> str:
    by = f"{ph.person_name(answer.by)}, {clock(answer.at, state.zone)}"
    why = f": {quoted(answer.reason)}" if answer.reason else ""
    again = f"; asked again {clock(answer.ask_again_at, state.zone)}" if answer.ask_again_at else ""
    said = {
        Outcome.ROLLBACK: "rollback decided",
        Outcome.CONTINUE: "it goes on",
        Outcome.FELL_AWAY: "not asked any more",
    }
    return f"*Roll back?* {said[answer.outcome]}, {by}{why}{again}"
