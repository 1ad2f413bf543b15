from sandbox.model import Json
from sandbox.nodes import Break, Emoji, Item, Link, Mention, Moment, Preformatted, Quote, Style, Styled, Words
from sandbox.rich_text import read_rich_text


def _text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def _part(kind: str, *elements: Json, **more: object) -> Json:
    return {"type": kind, "elements": list(elements), **more}


def test_rich_text_is_read() -> None:
    """Sections, lists, quotes and code become the same nodes as mrkdwn."""
    block = _part(
        "rich_text",
        _part("rich_text_section", _text("a"), _text("b", bold=True)),
        _part("rich_text_section", {"type": "user", "user_id": "U0ANA"}),
        _part("rich_text_list", _part("rich_text_section", _text("one")), style="ordered", offset=2),
        _part("rich_text_list", _part("rich_text_section", _text("dot")), style="bullet"),
        _part("rich_text_quote", _text("said")),
        _part("rich_text_preformatted", _text("make up")),
    )

    expected = (
        Words("a"),
        Styled(Style.BOLD, (Words("b"),)),
        Break(),
        Mention("@", "U0ANA"),
        Break(),
        Item("3.", (Words("one"),)),
        Item("•", (Words("dot"),)),
        Quote((Words("said"),)),
        Preformatted("make up"),
    )
    assert expected == read_rich_text(block)


def test_every_leaf_has_its_node() -> None:
    """Links, mentions, emoji and dates are known; what is not shows its text."""
    leaves: list[Json] = [
        {"type": "link", "url": "https://a.example"},
        {"type": "usergroup", "usergroup_id": "S0CAB"},
        {"type": "channel", "channel_id": "C0OPS"},
        {"type": "broadcast", "range": "here"},
        {"type": "emoji", "name": "x"},
        {"type": "date", "timestamp": 5, "format": "{time}", "fallback": "then"},
        {"type": "color", "value": "#fff"},
    ]

    expected = (
        Link("https://a.example", "https://a.example"),
        Mention("^", "S0CAB"),
        Mention("#", "C0OPS"),
        Mention("!", "here"),
        Emoji("x"),
        Moment(5, "{time}", "then"),
        Words(""),
    )
    assert expected == read_rich_text(_part("rich_text", _part("rich_text_section", *leaves)))
