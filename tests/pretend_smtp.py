"""A real SMTP server on a free port, that takes mails, and fails as servers do when it is told so."""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "tminus", "p@ss:word/ü"


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that was taken, with its envelope."""

    sender: str
    addresses: tuple[str, ...]
    message: EmailMessage

    @property
    def text(self) -> str:
        """Its plain text."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""


@dataclass
class PretendSmtp:
    """The server's mailbox, and what it answers: by command, for all or, under `RCPT`, for an address.

    `is_deaf`: it takes the mail and is gone before it says so. `is_silent`: it never answers a mail.
    `is_rude`: it is gone before it says goodbye.
    """

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    connections: int = 0
    is_deaf: bool = False
    is_silent: bool = False
    is_rude: bool = False

    @property
    def url(self) -> str:
        """Where it is, without a login."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Who sends it."""
        del server, session
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """To whom it goes."""
        del server, session
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The mail itself."""
        del session
        if self.is_silent:
            await asyncio.Event().wait()
        if "DATA" in self.answers:
            return self.answers["DATA"]
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(Taken(str(envelope.mail_from), tuple(envelope.rcpt_tos), message))
        if self.is_deaf:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The end."""
        del session, envelope
        if self.is_rude:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "221 Bye"

    def factory(self, tls: ssl.SSLContext | None, *, needs_login: bool) -> SMTP:
        """One connection's protocol."""
        self.connections += 1
        with warnings.catch_warnings():
            # It warns of logins in the clear, which are what some tests are about.
            warnings.simplefilter("ignore", UserWarning)
            return SMTP(
                self,
                hostname="mail.test",
                tls_context=tls,
                require_starttls=tls is not None,
                auth_required=needs_login,
                auth_require_tls=tls is not None,
                authenticator=self._login if needs_login else None,
            )

    def _login(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        del server, session, envelope, mechanism
        if "AUTH" in self.answers:
            return AuthResult(success=False, handled=False, message=self.answers["AUTH"])
        is_known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_known, handled=False)


@asynccontextmanager
async def smtp_server(
    pretend: PretendSmtp | None = None,
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    needs_login: bool = False,
) -> AsyncIterator[PretendSmtp]:
    """It runs: `tls` from the first byte on, `starttls` when asked for. One that was away comes back."""
    pretend = pretend or PretendSmtp()
    server = await asyncio.get_running_loop().create_server(
        lambda: pretend.factory(starttls, needs_login=needs_login), "127.0.0.1", pretend.port, ssl=tls
    )
    pretend.port = server.sockets[0].getsockname()[1]
    try:
        yield pretend
    finally:
        server.close()


def parts(message: EmailMessage) -> Mapping[str, str]:
    """The texts of a mail by their type."""
    found = [part for part in message.walk() if not part.is_multipart()]
    return {part.get_content_type(): str(part.get_content()) for part in found}
