import pytest

from bot.domain.quotes import straight, unquoted


@pytest.mark.parametrize("quotes", ['""', "“”", "„“", "«»", "””"])
def test_every_kind_of_double_quotes_is_one(quotes: str) -> None:
    """Quotes around all of a text are taken off, whatever keyboard they came from."""
    assert "9-10 is broken" == unquoted(f" {quotes[0]}9-10 is broken{quotes[1]} ")


@pytest.mark.parametrize("text", ['"a" and "b"', 'say "hello"', '"', "", 'no" quotes "here'])
def test_quotes_inside_a_text_stay(text: str) -> None:
    """Only one pair that stands around everything is taken off."""
    assert text == unquoted(text)


def test_no_letter_moves() -> None:
    """Straight quotes stand where the others stood."""
    assert 'say "yes" or "no"' == straight("say “yes” or «no»")
