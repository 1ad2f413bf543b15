from bot.domain.already import said_by, said_on
from bot.domain.state_parts import Given
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def test_said_by() -> None:
    """You, somebody by name, or the clock; with the time, or with the day as well."""
    state = Stage().open().state
    given = Given(by=p.DBA, at=p.T0)
    assert "by you at 23:00 CET" == said_by(given, p.DBA, state)
    assert "by Dora Nagy at 23:00 CET" == said_by(given, p.ANA, state)
    assert "by the clock, Tue 1 Dec 23:00 CET" == said_on(Given(by=None, at=p.T0), p.ANA, state)
