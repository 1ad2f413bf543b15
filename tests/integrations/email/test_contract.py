"""What the carrier and its null twin have in common, and what a notice becomes on its way."""

from collections.abc import AsyncIterator

import pytest

from bot.errors import Partly, Permanent
from bot.ports import Carrier, Place
from integrations.email.carrier import EmailCarrier
from integrations.email.client import SmtpClient, server_of
from integrations.email.unset import NoEmail
from tests.integrations.email import told as t
from tests.pretend_smtp import PretendSmtp, smtp_server

PLACE = Place(channel="email")


@pytest.fixture
async def server() -> AsyncIterator[PretendSmtp]:
    async with smtp_server() as server:
        yield server


@pytest.fixture(params=["carrier", "twin"])
def carrier(request: pytest.FixtureRequest, server: PretendSmtp) -> Carrier:
    """Each of the two."""
    return (
        EmailCarrier(SmtpClient(server_of(server.url)), t.SENDER) if request.param == "carrier" else NoEmail()
    )


def test_the_same_notice_gives_the_same_mail(carrier: Carrier) -> None:
    """Rendered again it is the same, and another notice is another."""
    mails = t.mails()
    assert carrier.render(mails["planned"]) == carrier.render(mails["planned"])
    assert carrier.render(mails["planned"]).fingerprint != carrier.render(mails["moved"]).fingerprint


async def test_it_is_sent_or_it_is_said_that_it_is_not(carrier: Carrier, server: PretendSmtp) -> None:
    """There is nothing in between."""
    try:
        ts = await carrier.post(carrier.render(t.mails()["planned"]), PLACE, "mark")
    except Permanent:
        assert isinstance(carrier, NoEmail)
        assert [] == server.taken
    else:
        assert [f"<{ts}>"] == [taken.message["Message-ID"] for taken in server.taken]


async def test_nobody_can_tell_whether_a_mail_arrived(carrier: Carrier) -> None:
    """So it is sent again."""
    assert "" == await carrier.find(PLACE, "mark")


async def test_what_was_sent_stays(carrier: Carrier, server: PretendSmtp) -> None:
    """An edit sends nothing."""
    await carrier.edit(carrier.render(t.mails()["planned"]), Place(channel="email", ts="1"))
    assert [] == server.taken


async def test_a_repeat_is_the_same_mail(server: PretendSmtp) -> None:
    """Its Message-ID is made from the mark; the envelope has the addresses, the mail has none."""
    carrier = EmailCarrier(SmtpClient(server_of(server.url)), t.SENDER)
    for mark in ("one", "one", "two"):
        await carrier.post(carrier.render(t.mails()["planned"]), PLACE, mark)
    assert ["<one@octal.example>", "<one@octal.example>", "<two@octal.example>"] == [
        taken.message["Message-ID"] for taken in server.taken
    ]
    assert {t.ALL.addresses} == {taken.addresses for taken in server.taken}


async def test_who_was_missed_is_told(server: PretendSmtp) -> None:
    """The others have it, under the id that a repeat would have."""
    server.answers["board@octal.example"] = "550 no such user"
    carrier = EmailCarrier(SmtpClient(server_of(server.url)), t.SENDER)
    with pytest.raises(Partly) as caught:
        await carrier.post(carrier.render(t.mails()["planned"]), PLACE, "one")
    assert ("one@octal.example", {"board@octal.example": "550 no such user"}) == (
        caught.value.ts,
        caught.value.missed,
    )
    assert [("all@octal.example",)] == [taken.addresses for taken in server.taken]


async def test_what_is_not_set_up_says_so() -> None:
    """In the words that people then read."""
    with pytest.raises(Permanent, match="email is not set up: not sent"):
        await NoEmail().post(NoEmail().render(t.mails()["planned"]), PLACE, "one")
