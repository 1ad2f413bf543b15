"""What is done outside when an audience is told something."""

from bot.domain import events as e
from bot.domain.deliveries import DeliveryNews
from bot.domain.effects import Effect, MessageKind, PostMessage
from bot.domain.plan import Channel, Plan
from bot.domain.state import Deployment


def notice_given(_state: Deployment, event: e.NoticeGiven, _plan: Plan) -> list[Effect]:
    """One mail for all its addresses, and a post in each of its channels."""
    to = [*(event.audience.channels if Channel.SLACK in event.ways else ())]
    if Channel.EMAIL in event.ways:
        to.append(Channel.EMAIL.value)
    return [PostMessage(kind=MessageKind.NOTICE, subject=str(event.number), to=each) for each in to]


def delivery_reported(state: Deployment, event: e.DeliveryReported, number: int) -> list[Effect]:
    """The lead hears of what nobody got; the thread has the log of it all."""
    if event.news is not DeliveryNews.UNDELIVERED:
        return []
    subject = str(number)
    return [PostMessage(kind=MessageKind.LOG, subject=subject, to=lead.id) for lead in state.lead.people]
