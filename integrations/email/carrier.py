"""Carries notices as mails (`bot.ports.Carrier`)."""

from bot.clock import real_now
from bot.errors import Partly
from bot.ports import Message, Place, Rendered
from integrations.email.client import SmtpClient
from integrations.email.compose import compose
from integrations.email.mail import unpack
from integrations.email.render import domain_of, render


class EmailCarrier:
    """Sends from one address. Errors: those of `SmtpClient.send`, and `Partly`."""

    def __init__(self, client: SmtpClient, sender: str) -> None:
        self._client = client
        self._sender = sender

    def render(self, message: Message) -> Rendered:
        """The notice as a mail; it stays the same whatever becomes of the deployment."""
        return render(message, self._sender)

    async def post(self, rendered: Rendered, place: Place, mark: str) -> str:  # noqa: ARG002 - mail has one way
        """Send it; its Message-ID, which is made from the mark: a repeat is known by it."""
        mail, message_id = unpack(rendered.body), f"{mark}@{domain_of(self._sender)}"
        message = compose(mail, self._sender, message_id, real_now())
        if refused := await self._client.send(self._sender, mail.addresses, message):
            raise Partly("the mail server does not take every address", message_id, refused)
        return message_id

    async def find(self, place: Place, mark: str) -> str:  # noqa: ARG002 - nobody can look into a mailbox
        """Nobody can tell whether a mail arrived: it is sent again, with the same Message-ID."""
        return ""

    async def edit(self, rendered: Rendered, place: Place) -> None:
        """A mail that was sent stays as it is."""
