import pytest
from hypothesis import given, strategies as st

from sandbox.mrkdwn import parse, parse_plain
from sandbox.nodes import (
    Break,
    Emoji,
    Link,
    Mention,
    Moment,
    Node,
    Preformatted,
    Quote,
    Style,
    Styled,
    Words,
)

CASES: list[tuple[str, tuple[Node, ...]]] = [
    ("words", (Words("words"),)),
    ("*bold*", (Styled(Style.BOLD, (Words("bold"),)),)),
    ("_italic_", (Styled(Style.ITALIC, (Words("italic"),)),)),
    ("~gone~", (Styled(Style.STRIKE, (Words("gone"),)),)),
    ("`*not bold*`", (Styled(Style.CODE, (Words("*not bold*"),)),)),
    ("2 * 3 * 4", (Words("2 * 3 * 4"),)),
    ("snake_case_name", (Words("snake_case_name"),)),
    ("*_both_*", (Styled(Style.BOLD, (Styled(Style.ITALIC, (Words("both"),)),)),)),
    ("a\nb", (Words("a"), Break(), Words("b"))),
    ("&lt;b&gt; &amp;amp;", (Words("<b> &amp;"),)),
    ("<https://a.example|see>", (Link("https://a.example", "see"),)),
    ("<https://a.example>", (Link("https://a.example", "https://a.example"),)),
    ("<@U0ANA>", (Mention("@", "U0ANA"),)),
    ("<@U0ANA|ana>", (Mention("@", "U0ANA", "ana"),)),
    ("<#C0OPS|ops>", (Mention("#", "C0OPS", "ops"),)),
    ("<!subteam^S0CAB|@cab>", (Mention("^", "S0CAB", "@cab"),)),
    ("<!here>", (Mention("!", "here"),)),
    ("<!date^1796162400^{time}|23:00>", (Moment(1796162400, "{time}", "23:00"),)),
    (
        "<!date^1796162400^{time}^https://a.example|23:00>",
        (Moment(1796162400, "{time}", "23:00", "https://a.example"),),
    ),
    (":rocket:", (Emoji("rocket"),)),
    ("at 12:30:45", (Words("at 12:30:45"),)),
    ("```\nmake up\n```", (Preformatted("make up"),)),
    ("do\n```make up```\nnow", (Words("do"), Preformatted("make up"), Words("now"))),
    (
        "&gt; one\n> two\nafter",
        (Quote((Words("one"), Break(), Words("two"))), Words("after")),
    ),
]


@pytest.mark.parametrize(("text", "nodes"), CASES, ids=[case[0] for case in CASES])
def test_mrkdwn_is_read(text: str, nodes: tuple[Node, ...]) -> None:
    """Each construct of mrkdwn becomes its node."""
    assert nodes == parse(text)


def test_plain_text_knows_emoji_and_lines_alone() -> None:
    """A plain_text object shows asterisks and angle brackets as they are."""
    assert (Words("*a* <b> "), Emoji("x"), Break(), Words("c")) == parse_plain("*a* <b> :x:\nc")
    assert (Words(":x:"),) == parse_plain(":x:", emoji=False)


@given(st.text(alphabet="*_~`<>|@!#^:&;ab1 \n", max_size=40))
def test_any_text_is_read(text: str) -> None:
    """No text makes the reader fail."""
    assert isinstance(parse(text), tuple)
