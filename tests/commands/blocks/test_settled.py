from commands.blocks.settled import how_it_ended
from tests.commands.blocks.stories import stage


def test_an_end_names_who_when_and_why() -> None:
    """A rollback and a cancel say who decided, at what time, and for what reason."""
    back = "Ana Ruiz decided to roll back at 23:00 CET: “error rate 7 %”"
    assert back == how_it_ended(stage().to_rolling_back().state)
    cancelled = "cancelled by Ana Ruiz, Tue 1 Dec 22:00 CET: “the supplier is down”"
    assert cancelled == how_it_ended(stage().to_cancelled().state)


def test_any_other_end_names_the_state() -> None:
    """Where nobody decided against it, the state says why no answer is needed."""
    assert "the deployment is missed" == how_it_ended(stage().to_missed().state)
