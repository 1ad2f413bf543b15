"""The null twin: stands where no mail server is set up."""

from bot.ports import Message, Place, Rendered
from integrations.email.render import render
from integrations.unset import Unset

NOBODY = "nobody@localhost"


class NoEmail(Unset):
    """Carries no mail."""

    words = "email is not set up: not sent"

    def render(self, message: Message) -> Rendered:
        """The notice as a mail that nobody sends."""
        return render(message, NOBODY)

    async def edit(self, _rendered: Rendered, _place: Place) -> None:
        """A mail that was sent while it was set up stays as it is, as it always does."""
