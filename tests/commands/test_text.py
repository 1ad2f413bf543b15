import pytest
from hypothesis import given, strategies as st

from commands.text import first_word, labelled, mentioned, readable, tokens


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("ask <@U0ANA|ana> and <@U0BEN>", "ask @ana and @U0BEN"),
        ("tell <!subteam^S0CAB|@cab> in <#C0OPS|ops>", "tell @cab in #ops"),
        (
            "see <https://x.example/a?b=1|x.example> and <https://y.example>",
            "see https://x.example/a?b=1 and https://y.example",
        ),
        ("5 &lt; 6 &amp;&amp; 7 &gt; 6", "5 < 6 && 7 > 6"),
        ("&amp;lt; stays", "&lt; stays"),
        ("wake <!channel> up", "wake @channel up"),
        ("nothing to see", "nothing to see"),
    ],
)
def test_text_reads_as_it_was_typed(sent: str, seen: str) -> None:
    """Mentions come out by name, links by address, entities as the letters they stand for."""
    assert seen == readable(sent)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('web-shop 4.12.0 "2026-12-01 23:00"', ("web-shop", "4.12.0", "2026-12-01 23:00")),
        ("“web shop” 4.12.0", ("web shop", "4.12.0")),
        ('open "until the end', ("open", "until the end")),
        ("  ", ()),
    ],
)
def test_quoted_words_are_one_token(text: str, found: tuple[str, ...]) -> None:
    """Words in double quotes belong together; a quote never closed reaches to the end."""
    assert found == tokens(text)


@given(st.text())
def test_the_first_word_and_the_rest_are_the_text(text: str) -> None:
    """Nothing is lost or added by taking the first word off, but the spaces around it."""
    word, rest = first_word(text)
    assert "".join(text.split()) == "".join(f"{word}{rest}".split())


def test_mentions_get_the_labels_that_are_known() -> None:
    """A message's mentions bear no labels: known people and groups get theirs, others stay as they are."""
    text = "with <@U0DBA>, <!subteam^S0CAB> and <@U0NEW>"
    assert {"U0DBA", "S0CAB", "U0NEW"} == mentioned(text)
    labels = labelled(text, {"U0DBA": "dba", "S0CAB": "cab"})
    assert "with <@U0DBA|dba>, <!subteam^S0CAB|@cab> and <@U0NEW>" == labels
    assert "with @dba, @cab and @U0NEW" == readable(labels)
