from bot.domain import events as e
from bot.domain.folds import given_with, ticked_by_author
from bot.domain.state_parts import Given
from tests.bot.domain import plans as p


def test_what_is_given_is_the_event_s() -> None:
    """Whoever pressed gave it, at that time, with what they said."""
    event = e.Begun(at=p.T0, by=p.ANA)
    assert Given(by=p.ANA, at=p.T0) == given_with(event)
    assert Given(by=p.ANA, at=p.T0, note="slow") == given_with(event, "slow")


def test_what_the_author_ticked_is_nobody_s_press() -> None:
    """Whoever brought the document did not tick it."""
    event = e.Begun(at=p.T0, by=p.ANA)
    expected = Given(by=None, at=p.T0, note="ticked in the document")
    assert {2: expected, 5: expected} == ticked_by_author((2, 5), event)
