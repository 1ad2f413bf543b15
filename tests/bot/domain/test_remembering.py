from dataclasses import dataclass

from bot.domain.remembering import remembered, remembering


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


def test_what_is_given_by_default_is_not_what_is_given_otherwise() -> None:
    """An answer to one argument is none to that and another."""

    @remembering(2)
    def told(one: Night, other: Night | None = None) -> str:
        return f"{one.name} {other.name if other else 'alone'}"

    monday = Night("Monday")
    assert "Monday Monday" == told(monday, monday)
    assert "Monday alone" == told(monday)


def test_so_many_answers_are_kept() -> None:
    """The oldest is reckoned anew; what is given by name is each time."""
    reckoned: list[str] = []

    @remembering(2)
    def name(one: Night) -> str:
        reckoned.append(one.name)
        return one.name

    monday, tuesday, friday = map(Night, ("Monday", "Tuesday", "Friday"))
    for night in (monday, tuesday, monday, friday, tuesday, monday):
        assert night.name == name(night)
    assert ["Monday", "Tuesday", "Friday", "Monday"] == reckoned
    assert "Monday" == name(one=monday)
    assert 5 == len(reckoned)
