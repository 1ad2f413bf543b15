"""Reads the page as a browser does, as far as tests ask."""

from html.parser import HTMLParser


class Reading(HTMLParser):
    """Checks that tags close as they open, and keeps the text and the attributes of what can be pressed."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.pressable: list[dict[str, str | None]] = []
        self._open: list[str] = []
        self.feed(html)
        assert [] == self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag."""
        if tag not in self.VOID:
            self._open.append(tag)
        given = dict(attrs)
        if "data-press" in given or "data-use" in given:
            self.pressable.append(given)

    def handle_endtag(self, tag: str) -> None:
        """Close it again."""
        assert tag == self._open.pop()

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data
