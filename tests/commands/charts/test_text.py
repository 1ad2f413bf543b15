import pytest
from hypothesis import given, strategies as st

from commands.charts.text import CUT, LETTERS, called, escaped, explained, fitted, shown, width
from tests.commands.charts.font import covered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Error  Rate\n(2)", "Error Rate (2)"),
        ("🙂 up \x0b\x00", "up"),
        ("Прод ΔT €", "Прод ΔT €"),
        ("\u202eevil", "evil"),
        ("Ra\u00adte", "Rate"),
        ("CPU使用率peak", "CPU peak"),
        ("ＣＰＵ ㎳ ％", "CPU ms %"),
        ("Cafe\u0301", "Café"),
        ("20 °C", "20 °C"),
        ("معدل", ""),
    ],
)
def test_what_a_picture_cannot_show_is_left_out(text: str, expected: str) -> None:
    """Emoji, letters that the font has not, what turns text around, what no XML may hold; it is one line."""
    assert expected == shown(text)


def test_the_font_has_each_letter_that_is_shown() -> None:
    """None is drawn as a box."""
    letters = {chr(code) for first, last in LETTERS for code in range(ord(first), ord(last) + 1)}
    assert set() == letters - covered()


@given(st.text(max_size=40))
def test_no_other_letter_is_shown(text: str) -> None:
    """Whatever a name is made of; and what is shown is shown as it is."""
    found = shown(text)
    assert set(found) <= covered()
    assert found == shown(found)


@pytest.mark.parametrize(
    ("name", "expected", "beside"),
    [
        ("Error Rate", "Error Rate", "Error Rate"),
        ("🔥 Errors", "Errors", "🔥 Errors"),
        ("错误率", "Row 3 of 8.1", "错误率 (row 3 of 8.1)"),
        ("エラー率 (p95)", "Row 3 of 8.1: p95", "エラー率 (p95) (row 3 of 8.1)"),
        ("오류율 checkout", "Row 3 of 8.1: checkout", "오류율 checkout (row 3 of 8.1)"),
        ("معدل الأخطاء", "Row 3 of 8.1", "معدل الأخطاء (row 3 of 8.1)"),
        ("อัตรา - /", "Row 3 of 8.1", "อัตรา - / (row 3 of 8.1)"),
        ("错误率 (row 3 of 8.1)", "Row 3 of 8.1", "错误率 (row 3 of 8.1)"),
        ("🔥", "Row 3 of 8.1", "🔥 (row 3 of 8.1)"),
    ],
)
def test_a_name_that_cannot_be_drawn_is_a_number(name: str, expected: str, beside: str) -> None:
    """With what of it can be read; beside the picture it says which number it has there."""
    assert expected == called(name, 3)
    assert beside == explained(name, 3)


@given(st.text(max_size=80), st.floats(min_value=0, max_value=300))
def test_a_text_fits(text: str, room: float) -> None:
    """Whole, or cut with a sign that it is."""
    found = fitted(text, 10, room)
    assert found == shown(text) or found.endswith(CUT)
    assert width(found, 10) <= room or found == CUT


def test_wide_letters_take_more_room() -> None:
    """A letter is as wide as its kind is."""
    assert width("il", 10) < width("ab", 10) < width("AB", 10) < width("MW", 10)


def test_signs_of_markup_are_escaped() -> None:
    """Names are people's."""
    assert "a &lt;b&gt; &amp; c" == escaped("a <b> & c")
