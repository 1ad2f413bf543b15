"""What the carrier and its null twin have in common."""

import pytest

from bot.errors import Permanent
from bot.ports import Carrier, Place
from integrations.email.carrier import EmailCarrier
from integrations.email.client import SmtpClient, server_of
from integrations.email.unset import NoEmail
from tests.integrations.email import told as t
from tests.pretend_smtp import PretendSmtp

PLACE = Place(channel="email")


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
