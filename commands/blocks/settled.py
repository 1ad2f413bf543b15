"""What a question's message says once nobody need answer it any more."""

from slack_sdk.models.blocks import InteractiveElement

from bot.domain.state import Deployment, Lifecycle
from bot.domain.times import clock
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, actions, paragraph
from commands.blocks.mrkdwn import quoted


def settled(state: Deployment, line: str, *buttons: InteractiveElement | None) -> Content:
    """A message that shrank to one line (mrkdwn), and what can still be pressed."""
    return Content(text=f"{ph.brief(state)}: {line}", blocks=(paragraph(line), *actions(*buttons)))


def how_it_ended(state: Deployment) -> str:
    """Why nobody need answer any more, though the question itself was never answered."""
    if state.rollback:
        who, when = ph.person_name(state.rollback.by), clock(state.rollback.at, state.zone)
        return f"{who} decided to roll back at {when}: {quoted(state.rollback.reason, ph.QUOTE)}"
    if state.leaving and not state.ended:
        who, when = ph.person_name(state.leaving.by), clock(state.leaving.at, state.zone)
        what = "moved" if state.leaving.anew else "cancelled"
        return f"it is being {what} by {who} since {when}: {quoted(state.leaving.reason, ph.QUOTE)}"
    if state.state is Lifecycle.CANCELLED and state.ended:
        return f"cancelled by {ph.given_by(state.ended, state.zone)}: {quoted(state.ended.note, ph.QUOTE)}"
    return f"the deployment is {state.state}"
