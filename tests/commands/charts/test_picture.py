"""The pictures against those that were looked at and found good. `UPDATE_GOLDEN=1` writes them anew."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands.charts.picture import png
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


def test_what_draws_is_loaded_when_something_is_drawn() -> None:
    """Start-up does not wait for it."""
    code = "import sys, commands.charts.picture; print('resvg_py' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "False" == ran.stdout.strip()
