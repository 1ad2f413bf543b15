"""The null twin: stands where no status page is set up.

No deployment asks it to carry anything, but one that was announced while a page was set up.
"""

from bot.domain.status_page import NOT_SET_UP
from bot.ports import Message, Rendered
from integrations.statuspage.entry import render
from integrations.unset import Unset


class NoStatusPage(Unset):
    """Tells nothing on a page."""

    words = NOT_SET_UP

    def render(self, message: Message) -> Rendered:
        """The entry as it would stand there."""
        return render(message)
