"""The twin where no status page is set up: nothing goes there, and nobody is told that it did."""

from bot.domain.status_page import NOT_SET_UP
from bot.errors import Permanent
from bot.ports import Message, Place, Rendered
from integrations.statuspage.entry import render


class NoStatusPage:
    """Carries nothing. No deployment asks it to, but one that was announced while a page was set up."""

    def render(self, message: Message) -> Rendered:
        """The entry as it would stand there."""
        return render(message)

    async def post(self, _rendered: Rendered, _place: Place, _mark: str) -> str:
        """It cannot be told there."""
        raise Permanent(NOT_SET_UP)

    async def find(self, _place: Place, _mark: str) -> str:
        """It never arrived."""
        return ""

    async def edit(self, _rendered: Rendered, _place: Place) -> None:
        """It cannot be told there."""
        raise Permanent(NOT_SET_UP)
