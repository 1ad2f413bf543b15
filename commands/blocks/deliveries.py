"""How messages to audiences fare on their way, in a sentence each. All are mrkdwn."""

from collections.abc import Mapping

from bot.domain import events as e
from bot.domain.deliveries import DeliveryNews
from bot.domain.monitors import Monitor, Way
from bot.domain.plan import Channel, Plan
from bot.domain.state import Deployment
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import ACTION, NAME, REASON, code, plain, quoted

WAYS: Mapping[Way, str] = {
    Channel.EMAIL: "Email",
    Channel.SLACK: "Slack",
    Channel.STATUS_PAGE: "The status page",
    **{monitor: monitor.value for monitor in Monitor},
}
MISSED = 3
"""How many addresses that a mail did not reach are shown."""


def reported(event: e.DeliveryReported, state: Deployment, _plan: Plan) -> str:
    """Whether a way works, or what became of one message on it."""
    said = quoted(state.notices[event.notice - 1].message, ACTION) if event.notice else "What was to be said"
    if event.level:
        said = f"The page of {plain(event.level, NAME)}"
    why = plain(event.why, REASON)
    match event.news:
        case DeliveryNews.FAILING:
            return f"{WAYS[event.way]} does not work: {why}. What is to be said there is tried again"
        case DeliveryNews.WORKING:
            return f"{WAYS[event.way]} works again"
        case DeliveryNews.MISSED:
            missed = [f"{plain(who, NAME)} ({plain(why, NAME)})" for who, why in event.missed.items()]
            return f"{said} was sent by {event.way}, but not to {ph.listed(missed, MISSED)}"
        case DeliveryNews.SKIPPED:
            return f"{said} is not sent by {event.way} any more: it could not be sent while it was news"
        case DeliveryNews.UNDELIVERED:
            again = code(f"/deploy resend {state.id}")
            return f"{said} could not be sent by {event.way}: {why}. {again} sends it again"
