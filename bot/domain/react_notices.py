"""What is done outside when an audience is told something."""

from bot.domain import events as e
from bot.domain.agenda_events import key
from bot.domain.deliveries import DeliveryNews
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.plan import Channel, Plan
from bot.domain.state import Deployment
from bot.domain.telling import lacks_people

UNTOLD = "untold"
"""The lead's message that nobody could be told something; its subject is the notice's number."""


def notice_given(state: Deployment, event: e.NoticeGiven, _plan: Plan) -> list[Effect]:
    """One mail for all its addresses, and a post in each of its channels.

    The lead hears of what nobody could be told because nobody is known, until somebody was.
    """
    if lacks_people(event):
        subject = key(UNTOLD, str(event.number))
        lead = state.lead.people or state.lead.deputies
        return [PostMessage(kind=MessageKind.REMINDER, subject=subject, to=person.id) for person in lead]
    to = [*(event.audience.channels if Channel.SLACK in event.ways else ())]
    if Channel.EMAIL in event.ways:
        to.append(Channel.EMAIL.value)
    posts = [PostMessage(kind=MessageKind.NOTICE, subject=str(event.number), to=each) for each in to]
    before = (each for each in state.notices[: event.number - 1] if each.about == event.about)
    untold = [key(UNTOLD, str(each.number)) for each in before if not each.ways]
    return [*posts, *(RewriteMessages(kind=MessageKind.REMINDER, subject=subject) for subject in untold)]


def delivery_reported(state: Deployment, event: e.DeliveryReported, number: int) -> list[Effect]:
    """The lead hears of what no audience got; the thread has the log of it all."""
    is_missed = event.news is DeliveryNews.UNDELIVERED and isinstance(event.way, Channel)
    if not is_missed:
        return []
    subject = str(number)
    return [PostMessage(kind=MessageKind.LOG, subject=subject, to=lead.id) for lead in state.lead.people]
