import dataclasses
from dataclasses import dataclass

import pytest

from bot.domain.changing import replace
from tests.bot.domain.stories import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A single field."""

    only: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Two(One):
    """One more."""

    more: str = ""


def test_a_changed_copy_is_what_the_library_makes() -> None:
    """Every field but those that are named stays, in a value of the same class; the first is as it was."""
    two, state = Two(only=1, more="one"), Stage().open().state

    assert Two(only=1, more="two") == replace(two, more="two")
    assert Two(only=1, more="one") == two
    assert One(only=2) == replace(One(only=1), only=2)
    assert dataclasses.replace(state, channel="C0OTHER") == replace(state, channel="C0OTHER")


def test_what_is_reckoned_when_it_is_made_is_not_copied_past_that() -> None:
    """A plan's steps would stay those of the phases before."""
    plan = Stage().plan
    assert () == dataclasses.replace(plan, phases=()).steps
    with pytest.raises(TypeError, match="Plan reckons when it is made"):
        replace(plan, phases=())


def test_no_field_can_be_made_up() -> None:
    """A name that the class does not have is a mistake."""
    made_up = {"other": 2}
    with pytest.raises(KeyError):
        replace(One(only=1), **made_up)
