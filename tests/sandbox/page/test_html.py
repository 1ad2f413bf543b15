import re

import pytest
from hypothesis import given, strategies as st

from sandbox.cast import octal
from sandbox.mrkdwn import parse
from sandbox.nodes import Link
from sandbox.page.html import safe_url, text_html, to_html
from sandbox.reader import Reader
from sandbox.workspace import World
from tests.sandbox.helpers import mrkdwn, plain

CASES = [
    ("*a* _b_ ~c~ `d`", "<b>a</b> <i>b</i> <s>c</s> <code>d</code>"),
    ("a\nb", "a<br>b"),
    ("```x &lt; y```", "<pre>x &lt; y</pre>"),
    ("&gt; q", "<blockquote>q</blockquote>"),
    (
        "<https://a.example/?b=1&amp;c=2|see>",
        '<a href="https://a.example/?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">see</a>',
    ),
    ("<@U0ANA>", '<span class="mention mine" title="Ana Castillo">@ana</span>'),
    ("<@U0SAM>", '<span class="mention" title="Sam Whitfield">@sam</span>'),
    ("<#C0OPS>", '<button type="button" class="mention" data-go="C0OPS">#ops</button>'),
    ("<!date^1796162400^{time}|then>", '<time title="then">23:00</time>'),
    (":rocket:", '<span class="emoji" title=":rocket:">🚀</span>'),
]


@pytest.mark.parametrize(("text", "html"), CASES, ids=[case[0] for case in CASES])
def test_mrkdwn_becomes_html(world: World, text: str, html: str) -> None:
    """Each construct has its element."""
    assert html == str(to_html(parse(text), Reader(world, "U0ANA")))


ATTACKS = [
    "<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<javascript:alert(1)|click>",
    "<JaVaScRiPt:alert(1)|click>",
    "<data:text/html,<script>alert(1)</script>|click>",
    '<https://a.example/"onmouseover="alert(1)|x>',
    "<https://a.example|<img src=x onerror=alert(1)>>",
    '<@U0"onclick="alert(1)|"><b>>',
    '<#C0"onclick="alert(1)>',
    '<!date^1^{time}"onclick="x^javascript:alert(1)|<b>x</b>>',
    "`<img src=x onerror=alert(1)>`",
    "```<img src=x onerror=alert(1)>```",
    '*"><svg onload=alert(1)>*',
]
KNOWN_TAG = re.compile(
    r"</?(?:b|i|s|code|pre|blockquote|br|time|span|a|button)"
    r'(?: (?:class|title|href|target|rel|type|data-go)="[^"<>]*")*>'
)


def _is_harmless(html: str) -> bool:
    """Nothing but the known tags and attributes, and no link that runs something."""
    rest = KNOWN_TAG.sub("", html)
    return "<" not in rest and ">" not in rest and 'href="javascript' not in html.lower()


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_that_is_written_runs(world: World, text: str) -> None:
    """Whatever a message holds, the page gets only the tags we make."""
    assert _is_harmless(str(text_html(mrkdwn(text), Reader(world, "U0ANA"))))
    assert _is_harmless(str(text_html(plain(text), Reader(world, "U0ANA"))))


WORLD = octal()


@given(st.text(alphabet="<>|@#!^\"'&;*_~`:/()=abjsx \n", max_size=60))
def test_no_text_makes_other_tags(text: str) -> None:
    """Also what nobody thought of stays text."""
    assert _is_harmless(str(text_html(mrkdwn(text), Reader(WORLD, "U0ANA"))))


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example", True),
        ("http://a.example", True),
        ("mailto:a@b.example", True),
        ("tel:+49", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("http://[broken", False),
    ],
)
def test_only_known_schemes_are_followed(world: World, url: str, safe: bool) -> None:
    """Another scheme's link shows as its words."""
    assert safe == bool(safe_url(url))
    assert safe == ("<a " in str(to_html([Link(url, "x")], Reader(world, "U0ANA"))))
