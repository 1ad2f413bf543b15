"""The pictures against those that were looked at and found good. `UPDATE_GOLDEN=1` writes them anew."""

import asyncio
import os
from pathlib import Path

import pytest

from commands.charts.picture import painted, png
from commands.charts.svg import draw
from tests.commands.charts.cases import CASES, erroring
from tests.commands.charts.pixels import pixels

GOLDEN = Path(__file__).parent / "golden"
SIZE = 0.6
"""So many dots for a pixel: enough to tell that something is elsewhere, and soon compared."""
APART = 2.0
"""How much a dot may differ from the golden one on average, of 255."""


@pytest.mark.parametrize("name", CASES)
def test_a_picture_is_as_it_was_found_good(name: str) -> None:
    """Dot for dot, but for a shade."""
    content = png(draw(CASES[name]()), SIZE)
    path = GOLDEN / f"{name}.png"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(content)
    (width, height, seen), (right, high, expected) = pixels(content), pixels(path.read_bytes())
    assert (right, high) == (width, height)
    assert APART > sum(abs(a - b) for a, b in zip(seen, expected, strict=True)) / len(seen)


def test_another_picture_is_told_apart() -> None:
    """Two of the same size are further apart than what is forgiven."""
    one, other = (pixels(png(draw(CASES[name]()), SIZE)) for name in ("erroring", "slow"))
    assert one[1] == other[1]
    assert APART < sum(abs(a - b) for a, b in zip(one[2], other[2], strict=True)) / len(one[2])


def test_a_picture_is_small_and_always_the_same() -> None:
    """It is read on a phone that has a bad connection; a retry uploads the same bytes."""
    svg = draw(erroring())
    content = png(svg)
    assert content == png(svg)
    assert 150_000 > len(content)
    assert 3 * 440 == int.from_bytes(content[16:20], "big")


async def test_it_is_drawn_in_a_process_of_its_own() -> None:
    """The same bytes; meanwhile everybody else is answered, and nothing is loaded here."""
    svg = draw(erroring())
    drawing = asyncio.create_task(painted(svg))
    turns = 0
    while not drawing.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert png(svg) == await drawing
    assert turns > 10


async def test_what_cannot_be_drawn_says_why() -> None:
    """In the log, for whoever mends it."""
    with pytest.raises(RuntimeError, match="could not be drawn"):
        await painted("no picture")


async def test_who_waits_no_longer_stops_the_drawing() -> None:
    """A worker that ends leaves no process behind."""
    drawing = asyncio.create_task(painted(draw(erroring())))
    await asyncio.sleep(0.05)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
