"""The way to the mail server: one connection for each mail, with limits, and its errors in our words.

aiosmtplib speaks SMTP (RFC 5321). What a server says of us is passed on; the password never is.
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

import aiosmtplib as smtp

from bot.errors import Lost, Permanent, TMinusError, Transient, Unauthorized

SECONDS_TO_CONNECT, SECONDS_TO_SEND, SECONDS_TO_LEAVE = 8.0, 15.0, 1.0
"""Together they are well below the lease of a lane (`bot.claims.LEASE`)."""
WORDS = 200
"""How many characters of what a server said are passed on."""
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f-\U0010ffff]+@[A-Za-z0-9.-]+")
"""What can be written into an envelope as it is: no quoted names, no letters beyond ASCII."""
FOR_GOOD = 500
"""Replies from here on are final, those below are "try again later" (RFC 5321, 4.2.1)."""
DEFAULT_PORTS = {"smtp": 25, "smtps": 465}
ON_LOGIN = 587
"""The port for who has a name and a password (RFC 6409)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mail is handed in. `is_tls`: from the first byte on; else STARTTLS where the server offers it."""

    host: str
    port: int
    is_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_near(self) -> bool:
        """Whether it is this machine: nobody listens in between."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def must_be_safe(self) -> bool:
        """Whether nothing is said before the connection is encrypted and the server's name is proved."""
        return self.is_tls or (bool(self.user) and not self.is_near)


def server_of(url: str) -> Server:
    """The server of SMTP_URL: `smtp://user:password@host:port`, `smtps://…`."""
    parts = urlsplit(url)
    user = unquote(parts.username or "")
    default = ON_LOGIN if user and parts.scheme == "smtp" else DEFAULT_PORTS[parts.scheme]
    return Server(
        host=parts.hostname or "",
        port=parts.port or default,
        is_tls=parts.scheme == "smtps",
        user=user,
        password=unquote(parts.password or ""),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What came of a connection on which nothing was sent."""

    is_encrypted: bool
    is_logged_in: bool


class SmtpClient:
    """Hands mails in at one server. `tls` is made from the system's certificates where it is not given."""

    def __init__(
        self,
        server: Server,
        *,
        tls: ssl.SSLContext | None = None,
        seconds_to_connect: float = SECONDS_TO_CONNECT,
        seconds_to_send: float = SECONDS_TO_SEND,
    ) -> None:
        self._server = server
        self._tls = tls or _context(server)
        self._seconds_to_connect = seconds_to_connect
        self._seconds_to_send = seconds_to_send

    async def send(self, sender: str, addresses: Sequence[str], message: bytes) -> Mapping[str, str]:
        """Hand in one mail; those addresses that the server does not take, each with its words.

        Errors: `Transient`; `Lost` where it may have arrived; `Unauthorized` where the settings are to be
        mended; `Permanent` where no address is taken, or not this mail.
        """
        good = [address for address in addresses if ADDRESS.fullmatch(address)]
        bad = {address: "it is no mail address" for address in addresses if address not in good}
        if not good:
            raise Permanent("none of the audience's addresses is a mail address")
        async with self._connection() as connection:
            try:
                async with asyncio.timeout(self._seconds_to_send):
                    refused, _ = await connection.sendmail(sender, good, message)
            except OSError as error:
                # Whether it was taken nobody knows; it may come twice, under one Message-ID.
                raise Lost(f"the mail server was lost while it was given a mail ({_said(error)})") from error
        return bad | {address: _reply(answer.code, answer.message) for address, answer in refused.items()}

    async def greet(self) -> Greeting:
        """Connect, say EHLO, encrypt, log in, and leave. Errors: those of `send`."""
        async with self._connection() as connection:
            is_encrypted = connection.get_transport_info("sslcontext") is not None
            return Greeting(is_encrypted=is_encrypted, is_logged_in=bool(self._server.user))

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[smtp.SMTP]:
        server = self._server
        connection = smtp.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            timeout=self._seconds_to_send,
            use_tls=server.is_tls,
            start_tls=False if server.is_tls else (True if server.must_be_safe else None),
            tls_context=self._tls,
        )
        try:
            async with asyncio.timeout(self._seconds_to_connect):
                await connection.connect()
            yield connection
            await _leave(connection)
        except (smtp.SMTPException, OSError) as error:
            raise _mapped(error) from error
        finally:
            connection.close()


def _context(server: Server) -> ssl.SSLContext:
    """It verifies where it must be safe; else, as between mail servers, any TLS is better than none."""
    if server.must_be_safe:
        return ssl.create_default_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def _leave(connection: smtp.SMTP) -> None:
    """Say goodbye; what was handed in counts, whether it is heard or not."""
    try:
        await connection.quit(timeout=SECONDS_TO_LEAVE)
    except (smtp.SMTPException, OSError):
        return


def _mapped(error: smtp.SMTPException | OSError) -> TMinusError:
    """The error in the words of `bot.errors`."""
    match error:
        case smtp.SMTPAuthenticationError(code=code) if code >= FOR_GOOD:
            return Unauthorized(f"the mail server does not take the login of SMTP_URL ({_said(error)})")
        case smtp.SMTPSenderRefused(code=code) if code >= FOR_GOOD:
            return Unauthorized(f"the mail server does not take mail from EMAIL_FROM ({_said(error)})")
        case smtp.SMTPException() if _is_lacking(error):
            return Unauthorized(f"the mail server cannot do what SMTP_URL asks for ({_said(error)})")
        case smtp.SMTPRecipientsRefused(recipients=recipients):
            said = "; ".join(f"{each.recipient}: {_reply(each.code, each.message)}" for each in recipients)
            is_final = all(each.code >= FOR_GOOD for each in recipients)
            kind = Permanent if is_final else Transient
            return kind(f"the mail server takes no address ({said})")
        case smtp.SMTPDataError(code=code) if code >= FOR_GOOD:
            return Permanent(f"the mail server does not take the mail ({_said(error)})")
        case _ if _is_distrust(error):
            return Unauthorized(f"the mail server does not prove who it is ({_said(error)})")
        case smtp.SMTPConnectError() | smtp.SMTPServerDisconnected() | smtp.SMTPTimeoutError() | OSError():
            return Transient(f"the mail server does not answer ({_said(error)})")
        case _:
            return Transient(f"the mail server does not take it now ({_said(error)})")


def _is_lacking(error: Exception) -> bool:
    """Whether the server lacks STARTTLS or a way to log in: aiosmtplib's bare error says no more."""
    return type(error) in {smtp.SMTPException, smtp.SMTPNotSupported}


def _is_distrust(error: BaseException | None) -> bool:
    """Whether a certificate is behind it."""
    while error:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _said(error: BaseException) -> str:
    if isinstance(error, smtp.SMTPResponseException):
        return _reply(error.code, error.message)
    return _short(str(error) or type(error).__name__)


def _reply(code: int, text: str) -> str:
    return _short(f"{code} {text}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WORDS else f"{line[: WORDS - 1]}…"
