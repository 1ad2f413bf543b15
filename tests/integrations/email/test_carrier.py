import pytest

from bot.errors import Lost, Partly
from bot.ports import Place
from integrations.email.carrier import EmailCarrier
from integrations.email.client import SmtpClient, server_of
from tests.integrations.email import told as t
from tests.pretend_smtp import PretendSmtp

PLACE = Place(channel="email")


@pytest.fixture
def carrier(server: PretendSmtp) -> EmailCarrier:
    """Hands its mails in at that server."""
    return EmailCarrier(SmtpClient(server_of(server.url)), t.SENDER)


async def test_a_repeat_is_the_same_mail(carrier: EmailCarrier, server: PretendSmtp) -> None:
    """Its Message-ID is made from the mark; the envelope has the addresses, the mail has none."""
    for mark in ("one", "one", "two"):
        await carrier.post(carrier.render(t.mails()["planned"]), PLACE, mark)
    assert ["<one@octal.example>", "<one@octal.example>", "<two@octal.example>"] == [
        taken.message["Message-ID"] for taken in server.taken
    ]
    assert {t.ALL.addresses} == {taken.addresses for taken in server.taken}


async def test_who_was_missed_is_told(carrier: EmailCarrier, server: PretendSmtp) -> None:
    """The others have it, under the id that a repeat would have."""
    server.answers["board@octal.example"] = "550 no such user"
    with pytest.raises(Partly) as caught:
        await carrier.post(carrier.render(t.mails()["planned"]), PLACE, "one")
    assert ("one@octal.example", {"board@octal.example": "550 no such user"}) == (
        caught.value.ts,
        caught.value.missed,
    )
    assert [("all@octal.example",)] == [taken.addresses for taken in server.taken]


async def test_a_mail_in_doubt_comes_again_under_its_id(carrier: EmailCarrier, server: PretendSmtp) -> None:
    """Nobody can look into a mailbox: what may have arrived is sent once more, and mail programs know it."""
    rendered = carrier.render(t.mails()["planned"])
    server.is_deaf = True
    with pytest.raises(Lost):
        await carrier.post(rendered, PLACE, "one")
    server.is_deaf = False
    assert "" == await carrier.find(PLACE, "one")
    assert "one@octal.example" == await carrier.post(rendered, PLACE, "one")
    assert ["<one@octal.example>"] * 2 == [taken.message["Message-ID"] for taken in server.taken]


@pytest.mark.parametrize("name", ["hostile", "right_to_left", "long"])
async def test_what_a_plan_says_reaches_only_who_it_is_for(
    carrier: EmailCarrier, server: PretendSmtp, name: str
) -> None:
    """No name of a release, an audience or a window adds an address, on the envelope or in the head."""
    await carrier.post(carrier.render(t.mails()[name]), PLACE, "one")
    [taken] = server.taken
    assert t.ALL.addresses == taken.addresses
    assert t.SENDER == taken.sender
    assert [] == [name for name in ("Cc", "Bcc", "Reply-To") if taken.message[name]]
