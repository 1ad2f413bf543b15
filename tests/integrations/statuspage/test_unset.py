import pytest

from bot.domain.status_page import NOT_SET_UP
from bot.errors import Permanent
from bot.ports import Place
from integrations.statuspage.unset import NoStatusPage
from tests.bot.domain.test_status_page import on_page
from tests.integrations.statuspage.test_contract import told


async def test_an_entry_that_stood_there_is_not_said_to_have_moved() -> None:
    """A deployment that was announced while a page was set up: neither it nor a new entry can be told."""
    twin, place = NoStatusPage(), Place(channel="status page", ts="inc1")
    rendered = twin.render(told(on_page().to_approved()))
    for tried in (twin.edit(rendered, place), twin.post(rendered, place, "mark")):
        with pytest.raises(Permanent) as refused:
            await tried
        assert NOT_SET_UP == str(refused.value)
