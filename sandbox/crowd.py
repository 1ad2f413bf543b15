"""A large workspace for tests: the team Octal among thousands of others."""

from collections.abc import Callable
from datetime import datetime

from sandbox import clock
from sandbox.cast import BERLIN, octal
from sandbox.model import User
from sandbox.workspace import World


def crowded(number: int, now: Callable[[], datetime] = clock.real_now) -> World:
    """The team Octal with so many more people, who are in no channel."""
    world = octal(now=now)
    for index in range(number):
        handle = f"person{index:05}"
        world.users[f"U1{index:05}"] = User(
            id=f"U1{index:05}",
            handle=handle,
            name=f"Person {index:05}",
            email=f"{handle}@octal.example",
            zone=BERLIN,
        )
    return world
