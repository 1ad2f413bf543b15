import pytest

from sandbox.errors import SlackError
from sandbox.web_api.arguments import Arguments
from sandbox.web_api.pages import page


@pytest.mark.parametrize("cursor", ["%%%", "bmV4dDpub2JvZHk=", "/w=="])
def test_a_cursor_that_leads_nowhere_is_refused(cursor: str) -> None:
    """Garbage, an item that is gone, and bytes that are no text."""
    with pytest.raises(SlackError, match="invalid_cursor"):
        page(["a", "b"], str, Arguments({"cursor": cursor}))


@pytest.mark.parametrize(("limit", "right"), [(-1, False), (1, True), (1000, True), (1001, False)])
def test_a_page_holds_one_to_a_thousand(limit: int, right: bool) -> None:
    """Other limits are refused."""
    arguments = Arguments({"limit": limit})
    if right:
        assert "a" == page(["a"], str, arguments)[0][0]
    else:
        with pytest.raises(SlackError, match="invalid_limit"):
            page(["a"], str, arguments)
