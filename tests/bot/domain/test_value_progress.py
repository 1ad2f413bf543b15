from bot.domain.state_parts import Given
from bot.domain.value_events import ValueNoted
from bot.domain.value_progress import with_value, without_values
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def test_the_last_value_counts() -> None:
    """Under a name without case, with who noted it and when."""
    state = Stage().to_deploying().state
    for value in ("bk-7", "bk-8"):
        state = with_value(state, ValueNoted(at=p.T0, by=p.DBA, name="Backup_ID", value=value))
    assert {"backup_id": Given(by=p.DBA, at=p.T0, note="bk-8")} == state.values


def test_values_are_forgotten_by_their_keys() -> None:
    """The others stay."""
    state = Stage().to_deploying().state
    for name in ("backup_id", "tape"):
        state = with_value(state, ValueNoted(at=p.T0, by=p.DBA, name=name, value="7"))
    assert ["tape"] == list(without_values(state, ["backup_id", "disk"]).values)
