import socket
import ssl

import pytest
import trustme

from bot.claims import LEASE
from bot.errors import Lost, Permanent, Transient, Unauthorized
from integrations.email.client import (
    SECONDS_TO_CONNECT,
    SECONDS_TO_LEAVE,
    SECONDS_TO_SEND,
    Greeting,
    Server,
    SmtpClient,
    server_of,
)
from tests.pretend_smtp import PASSWORD, USER, PretendSmtp, smtp_server

SENDER, ANA, BEN = "deploy@octal.example", "ana@octal.example", "ben@octal.example"
MAIL = b"From: deploy@octal.example\r\nSubject: Tonight\r\n\r\nIt goes on.\r\n"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Whose certificates are believed in these tests."""
    return trustme.CA()


@pytest.fixture
def served(authority: trustme.CA) -> ssl.SSLContext:
    """What a server shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "mail.test").configure_cert(context)
    return context


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """Who believes it."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def client(server: PretendSmtp, *, seconds: float = SECONDS_TO_SEND) -> SmtpClient:
    return SmtpClient(server_of(server.url), seconds_to_connect=seconds, seconds_to_send=seconds)


class Faraway(Server):
    """A server of this machine that is treated as one elsewhere."""

    @property
    def is_near(self) -> bool:
        return False


def far(port: int, *, is_tls: bool = False, password: str = PASSWORD) -> Faraway:
    return Faraway(host="localhost", port=port, is_tls=is_tls, user=USER, password=password)


async def test_a_mail_arrives_as_it_was_handed_in() -> None:
    """The addresses are the envelope's."""
    async with smtp_server() as server:
        assert {} == await client(server).send(SENDER, [ANA, BEN], MAIL)
        assert [(SENDER, (ANA, BEN), "Tonight")] == [
            (taken.sender, taken.addresses, taken.message["Subject"]) for taken in server.taken
        ]


async def test_an_address_that_is_refused_stops_no_other() -> None:
    """The others have it; who has not is told with the server's words."""
    async with smtp_server() as server:
        server.answers[BEN] = "550 no such user"
        refused = await client(server).send(SENDER, [ANA, BEN, "not an address", "ü@octal.example"], MAIL)
        assert [(ANA,)] == [taken.addresses for taken in server.taken]
    expected = {
        "not an address": "it is no mail address",
        "ü@octal.example": "it is no mail address",
        BEN: "550 no such user",
    }
    assert expected == refused


async def test_an_audience_without_an_address_is_no_mail() -> None:
    """Nothing is connected for it."""
    async with smtp_server() as server:
        with pytest.raises(Permanent, match="none of the audience's addresses"):
            await client(server).send(SENDER, ["a b@c", "ana@octal.example\r\nRCPT TO:<eve@x>"], MAIL)
        assert 0 == server.connections


@pytest.mark.parametrize(
    ("command", "answer", "kind", "words"),
    [
        ("MAIL", "451 try later", Transient, "does not take it now .451 try later"),
        ("MAIL", "550 not you", Unauthorized, "EMAIL_FROM .550 not you"),
        (ANA, "450 greylisted", Transient, "ana@octal.example: 450 greylisted"),
        (ANA, "550 no such user", Permanent, "ana@octal.example: 550 no such user"),
        ("DATA", "452 disk full", Transient, "does not take it now .452 disk full"),
        ("DATA", "554 looks like spam", Permanent, "does not take the mail .554 looks like spam"),
    ],
)
async def test_refusals_say_whether_to_try_again(
    command: str, answer: str, kind: type[Exception], words: str
) -> None:
    """Replies of 400 are tried again, those of 500 need somebody."""
    async with smtp_server() as server:
        server.answers[command] = answer
        with pytest.raises(kind, match=words) as caught:
            await client(server).send(SENDER, [ANA], MAIL)
    assert kind is type(caught.value)


async def test_nobody_there_is_an_outage() -> None:
    """A connection that is refused is tried again."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Transient, match="does not answer") as caught:
        await client(PretendSmtp(port=port)).send(SENDER, [ANA], MAIL)
    assert Transient is type(caught.value)


async def test_a_mail_that_may_have_arrived_is_lost() -> None:
    """The server took it and was gone before it said so."""
    async with smtp_server() as server:
        server.is_deaf = True
        with pytest.raises(Lost, match="was lost while it was given a mail"):
            await client(server).send(SENDER, [ANA], MAIL)
        assert 1 == len(server.taken)


async def test_a_server_that_hangs_is_left() -> None:
    """Whether it took the mail nobody knows."""
    async with smtp_server() as server:
        server.is_silent = True
        with pytest.raises(Lost):
            await client(server, seconds=0.2).send(SENDER, [ANA], MAIL)


async def test_a_server_that_does_not_say_goodbye_has_the_mail() -> None:
    """What was confirmed is not sent again because of it."""
    async with smtp_server() as server:
        server.is_rude = True
        assert {} == await client(server).send(SENDER, [ANA], MAIL)
        assert 1 == len(server.taken)


async def test_a_server_that_never_speaks_is_left() -> None:
    """It accepts connections, and that is all."""
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(Transient):
        await client(PretendSmtp(port=mute.getsockname()[1]), seconds=0.2).send(SENDER, [ANA], MAIL)


def test_the_limit_is_below_the_lease() -> None:
    """Nobody else takes the lane over while a mail is under way."""
    assert LEASE.total_seconds() > SECONDS_TO_CONNECT + SECONDS_TO_SEND + SECONDS_TO_LEAVE


@pytest.mark.parametrize("is_tls", [False, True])
async def test_it_logs_in_over_tls(*, served: ssl.SSLContext, trusting: ssl.SSLContext, is_tls: bool) -> None:
    """From the first byte on, or by STARTTLS."""
    tls, starttls = (served, None) if is_tls else (None, served)
    async with smtp_server(needs_login=True, tls=tls, starttls=starttls) as server:
        mailer = SmtpClient(far(server.port, is_tls=is_tls), tls=trusting)
        assert Greeting(is_encrypted=True, is_logged_in=True) == await mailer.greet()
        await mailer.send(SENDER, [ANA], MAIL)
        assert 1 == len(server.taken)


async def test_a_wrong_password_asks_for_the_settings(
    served: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    """It is never shown."""
    async with smtp_server(needs_login=True, starttls=served) as server:
        mailer = SmtpClient(far(server.port, password="wr0ng"), tls=trusting)
        with pytest.raises(Unauthorized, match=r"login of SMTP_URL .535") as caught:
            await mailer.greet()
    assert "wr0ng" not in str(caught.value)


async def test_a_login_that_is_out_of_order_is_tried_again(
    served: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    """454 is temporary (RFC 4954)."""
    async with smtp_server(needs_login=True, starttls=served) as server:
        server.answers["AUTH"] = "454 the directory is away"
        with pytest.raises(Transient, match="454 the directory is away") as caught:
            await SmtpClient(far(server.port), tls=trusting).greet()
    assert Transient is type(caught.value)


async def test_a_password_is_not_told_to_who_does_not_prove_who_they_are(served: ssl.SSLContext) -> None:
    """The certificate is nobody's that is known here."""
    async with smtp_server(needs_login=True, starttls=served) as server:
        with pytest.raises(Unauthorized, match="does not prove who it is"):
            await SmtpClient(far(server.port)).greet()


async def test_a_password_is_not_told_in_the_clear() -> None:
    """A server without STARTTLS hears no login, unless it is this machine."""
    async with smtp_server(needs_login=True) as server:
        with pytest.raises(Unauthorized, match="cannot do what SMTP_URL asks for"):
            await SmtpClient(far(server.port)).greet()
        near = Server(host="127.0.0.1", port=server.port, is_tls=False, user=USER, password=PASSWORD)
        assert Greeting(is_encrypted=False, is_logged_in=True) == await SmtpClient(near).greet()


async def test_without_a_login_tls_is_taken_as_it_comes(served: ssl.SSLContext) -> None:
    """As between mail servers: better than none, whoever signed the certificate."""
    async with smtp_server(starttls=served) as server:
        assert Greeting(is_encrypted=True, is_logged_in=False) == await client(server).greet()


@pytest.mark.parametrize(
    ("url", "host", "port", "is_tls", "must_be_safe"),
    [
        ("smtp://mail.example", "mail.example", 25, False, False),
        ("smtps://mail.example", "mail.example", 465, True, True),
        ("smtp://u:p@mail.example", "mail.example", 587, False, True),
        ("smtp://u:p@mail.example:2525", "mail.example", 2525, False, True),
        ("smtp://u:p@localhost", "localhost", 587, False, False),
        ("smtp://u:p@127.0.0.2", "127.0.0.2", 587, False, False),
        ("smtp://u:p@[::1]:25", "::1", 25, False, False),
        ("smtp://u:p@128.0.0.1:25", "128.0.0.1", 25, False, True),
        ("smtps://u:p@localhost", "localhost", 465, True, True),
    ],
)
def test_the_address_says_how(url: str, host: str, port: int, *, is_tls: bool, must_be_safe: bool) -> None:
    """Its port is the usual one where none is given."""
    server = server_of(url)
    assert (host, port, is_tls, must_be_safe) == (
        server.host,
        server.port,
        server.is_tls,
        server.must_be_safe,
    )


def test_a_password_may_hold_anything() -> None:
    """It is written with per cent signs in an address, and never shown."""
    server = server_of("smtp://tm%40octal:p%40ss%3Aw%2Ford@mail.example")
    assert ("tm@octal", "p@ss:w/ord") == (server.user, server.password)
    assert "p@ss" not in repr(server)
