import pytest
from hypothesis import given, strategies as st

from commands.charts.text import CUT, escaped, fitted, shown, width


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Error  Rate\n(2)", "Error Rate (2)"),
        ("🙂 up \x0b\x00", "up"),
        ("Прод ΔT €", "Прод ΔT €"),
        ("\u202eevil", "evil"),
    ],
)
def test_what_a_picture_cannot_show_is_left_out(text: str, expected: str) -> None:
    """Emoji, what turns text around, what no XML may hold; it is one line."""
    assert expected == shown(text)


@given(st.text(max_size=80), st.floats(min_value=0, max_value=300))
def test_a_text_fits(text: str, room: float) -> None:
    """Whole, or cut with a sign that it is."""
    found = fitted(text, 10, room)
    assert found == shown(text) or found.endswith(CUT)
    assert width(found, 10) <= room or found == CUT


def test_wide_letters_take_more_room() -> None:
    """A letter is as wide as its kind is."""
    assert width("il", 10) < width("ab", 10) < width("AB", 10) < width("MW", 10) < width("日本", 10)


def test_signs_of_markup_are_escaped() -> None:
    """Names are people's."""
    assert "a &lt;b&gt; &amp; c" == escaped("a <b> & c")
