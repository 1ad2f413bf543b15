from bot.domain.deliveries import DeliveryNews, DeliveryReported
from bot.domain.deliveries_progress import with_report
from bot.domain.plan import Channel
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def test_addresses_that_were_missed_are_kept() -> None:
    """With what was said last of each."""
    state = Stage().open().state
    for why in ("450 full", "550 gone"):
        event = DeliveryReported(
            at=p.T0, by=None, way=Channel.EMAIL, news=DeliveryNews.MISSED, missed={"ben@octal.example": why}
        )
        state = with_report(state, event)
    assert ({"ben@octal.example": "550 gone"}, ()) == (state.missed, state.failing)
