"""What null twins of carriers share: they carry nothing, and say so (`bot.ports.Carrier`)."""

from bot.errors import Permanent
from bot.ports import Message, Place, Rendered


class Unset:
    """A way that is not set up; a twin renders as its carrier does. `words` are what people read of it."""

    words: str

    def render(self, message: Message) -> Rendered:
        """The message as it would go out."""
        raise NotImplementedError

    async def post(self, _rendered: Rendered, _place: Place, _mark: str) -> str:
        """Nothing goes out. Errors: always `Permanent`."""
        raise Permanent(self.words)

    async def find(self, _place: Place, _mark: str) -> str:
        """Nothing ever went out."""
        return ""

    async def edit(self, _rendered: Rendered, _place: Place) -> None:
        """What was told while it was set up cannot be told otherwise now. Errors: always `Permanent`."""
        raise Permanent(self.words)
