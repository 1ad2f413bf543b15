"""What sections 4 and 5 changed is said to be as planned, so that it can be confirmed as complete."""

from tests.scenario.night import Night


async def as_planned(night: Night, deployment: str = "", by: str = "ana") -> None:
    """The lead says so for the owners of the steps, of all that nobody said yet."""
    for letter in ("V", "C"):
        await night.types(by, f"check {deployment} {letter} ok".replace("  ", " "))
