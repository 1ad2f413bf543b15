from dataclasses import dataclass

from bot.domain.remembering import remembered


@dataclass(frozen=True)
class Night:
    """What is asked about."""

    name: str


def test_the_very_same_is_reckoned_once() -> None:
    """What is only equal, or comes after something else, is reckoned anew."""
    reckoned: list[str] = []

    @remembered
    def both(one: Night, other: Night) -> str:
        reckoned.append(f"{one.name} {other.name}")
        return reckoned[-1]

    monday, tuesday = Night("Monday"), Night("Tuesday")
    assert ["Monday Tuesday"] * 2 == [both(monday, tuesday), both(monday, tuesday)]
    assert ["Monday Tuesday"] == reckoned
    assert "Tuesday Monday" == both(tuesday, monday)
    assert "Monday Tuesday" == both(Night("Monday"), tuesday)
    assert 3 == len(reckoned)
    assert "both" == both.__name__
