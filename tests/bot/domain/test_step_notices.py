import pytest

from bot.domain.plan import Phase, Step
from bot.domain.step_notices import audiences_of, notifies, says
from tests.bot.domain import plans as p


def step(action: str, phase: Phase = Phase.PRE_DEPLOYMENT) -> Step:
    """A step of that action."""
    return p.phase_of(phase, (("4", action, "PM", 5),)).steps[0]


@pytest.mark.parametrize(
    ("action", "audiences"),
    [
        ("Notify stakeholders", ("stakeholders", "All stakeholders", "All")),
        ("Notify all customers (by mail)", ("customers", "All customers", "All stakeholders", "All")),
        ("Notify", ("All stakeholders", "All")),
    ],
)
def test_a_step_names_whom_it_tells(action: str, audiences: tuple[str, ...]) -> None:
    """The likeliest first; everybody where nobody is named."""
    assert notifies(step(action))
    assert audiences == audiences_of(step(action))


@pytest.mark.parametrize(
    ("action", "phase"),
    [
        ("Enable notifications", Phase.PRE_DEPLOYMENT),
        ("Notify stakeholders", Phase.DEPLOYMENT),
        ("Notify stakeholders", Phase.ROLLBACK),
    ],
)
def test_other_steps_tell_nobody(action: str, phase: Phase) -> None:
    """Before T-0 and after, and only where it says so."""
    assert not notifies(step(action, phase))


def test_what_a_step_says() -> None:
    """In 3.1 what begins, in 3.3 that it is watched; never that it is complete."""
    assert "Maintenance begins" == says(step("Notify stakeholders"), p.maintenance())
    assert "The deployment begins" == says(step("Notify stakeholders"), p.small())
    assert "Live, being watched" == says(step("Notify stakeholders", Phase.POST_DEPLOYMENT), p.small())
