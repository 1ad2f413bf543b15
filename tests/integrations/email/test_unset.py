import pytest

from bot.errors import Permanent
from bot.ports import Place
from integrations.email.mail import unpack
from integrations.email.unset import NOBODY, NoEmail
from tests.integrations.email import told as t

PLACE = Place(channel="email")


async def test_what_is_not_set_up_says_so() -> None:
    """In the words that people then read."""
    with pytest.raises(Permanent, match="email is not set up: not sent"):
        await NoEmail().post(NoEmail().render(t.mails()["planned"]), PLACE, "one")


async def test_a_mail_that_was_sent_before_stays() -> None:
    """Whoever took the mail server out of the settings sees no failure of what had arrived."""
    await NoEmail().edit(NoEmail().render(t.mails()["planned"]), Place(channel="email", ts="1"))


def test_the_mail_that_nobody_sends_is_whole() -> None:
    """It is to the same addresses; its thread and its calendar name nobody's domain."""
    mail = unpack(NoEmail().render(t.mails()["planned"]).body)
    assert t.ALL.addresses == mail.addresses
    assert mail.thread.endswith("@localhost")
    assert f"mailto:{NOBODY}" in mail.calendar.replace("\r\n ", "")
