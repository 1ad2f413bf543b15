"""What the outbox has to say of its deliveries: told once."""

from bot.domain.deliveries import DeliveryNews, DeliveryReported
from bot.domain.facts import Decision, Facts
from bot.domain.intents import ReportDelivery
from bot.domain.state import Deployment


def report(state: Deployment, intent: ReportDelivery, facts: Facts) -> Decision:
    """The news as a fact; that a way fails, or works again, is none while that is known."""
    is_failing = intent.way in state.failing
    if intent.news is (DeliveryNews.FAILING if is_failing else DeliveryNews.WORKING):
        return ()
    event = DeliveryReported(
        at=facts.now,
        by=None,
        way=intent.way,
        news=intent.news,
        notice=intent.notice,
        why=intent.why,
        missed=intent.missed,
        level=intent.level,
    )
    return (event,)
