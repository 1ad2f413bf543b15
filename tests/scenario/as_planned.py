"""What sections 4 and 5 changed is said to be as planned, and on the way back to be back."""

from tests.scenario.night import Night


async def as_planned(night: Night, deployment: str = "", by: str = "ana") -> None:
    """The lead says so for the owners of the steps, of all that nobody said yet."""
    await _all(night, ("V", "C"), deployment, by)


async def all_back(night: Night, deployment: str = "", by: str = "ana") -> None:
    """The lead says of all that had arrived that it is back, so that it is rolled back."""
    await _all(night, ("M", "C"), deployment, by)


async def _all(night: Night, letters: tuple[str, ...], deployment: str, by: str) -> None:
    for letter in letters:
        await night.types(by, f"check {deployment} {letter} ok".replace("  ", " "))
