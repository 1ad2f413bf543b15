"""The null twin: stands where no mail server is set up, sends nothing, and says so."""

from bot.errors import Permanent
from bot.ports import Message, Place, Rendered
from integrations.email.render import render

NOBODY = "nobody@localhost"


class NoEmail:
    """Carries nothing."""

    def render(self, message: Message) -> Rendered:
        """The notice as a mail that nobody sends."""
        return render(message, NOBODY)

    async def post(self, rendered: Rendered, place: Place, mark: str) -> str:  # noqa: ARG002 - the port's
        """Nothing goes out. Errors: always `Permanent`."""
        raise Permanent("email is not set up: not sent")

    async def find(self, place: Place, mark: str) -> str:  # noqa: ARG002 - the port's
        """Nothing was ever sent."""
        return ""

    async def edit(self, rendered: Rendered, place: Place) -> None:
        """There is nothing to change."""
