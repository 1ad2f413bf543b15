import pytest

from bot.carriers import Carriers
from bot.domain.plan import Channel
from bot.ports import Message, Place, Rendered


class Bearer:
    """Carries nothing; one can be told from another."""

    def render(self, message: Message) -> Rendered:
        """It has nothing to say."""
        raise NotImplementedError(message)

    async def post(self, rendered: Rendered, place: Place, mark: str) -> str:
        """It goes nowhere."""
        raise NotImplementedError(rendered, place, mark)

    async def find(self, place: Place, mark: str) -> str:
        """It never was there."""
        raise NotImplementedError(place, mark)

    async def edit(self, rendered: Rendered, place: Place) -> None:
        """It stays as it is."""
        raise NotImplementedError(rendered, place)


class Talker(Bearer):
    """A messenger that opens direct conversations."""

    async def conversation(self, user: str) -> str:
        """Named after the user."""
        return f"D{user}"

    async def tell(self, user: str, place: Place, text: str, body: str = "") -> None:
        """It keeps silent."""
        raise NotImplementedError(user, place, text, body)


@pytest.mark.parametrize(
    ("to", "is_mail", "channel"),
    [
        ("email", True, "email"),
        ("email:part", True, "email:part"),
        ("U0ANA", False, "DU0ANA"),
        ("W0ANA", False, "DW0ANA"),
        ("C0SHOP", False, "C0SHOP"),
        ("G0SHOP", False, "G0SHOP"),
    ],
)
async def test_each_recipient_has_its_way(to: str, channel: str, *, is_mail: bool) -> None:
    """Mail by the mailer; people in their direct conversation, channels where they are."""
    mailer, talker = Bearer(), Talker()
    carriers = Carriers(talker, {Channel.EMAIL: mailer})
    assert (mailer if is_mail else talker) is carriers.of(to)
    assert Place(channel=channel) == await carriers.place(to)


async def test_what_is_not_carried_otherwise_is_slacks() -> None:
    """Answers, and all that stands in the deployment's channel."""
    talker = Talker()
    assert talker is Carriers(talker).of("")


def test_an_outage_is_told_once_for_each_way(capsys: pytest.CaptureFixture[str]) -> None:
    """However many lanes try; Slack works on while the mailer does not."""
    carriers = Carriers(Talker(), {Channel.EMAIL: Bearer()})
    for to in ("email", "email:part", "U0ANA"):
        carriers.failed(to, "refused")
    carriers.worked("")
    logged = capsys.readouterr().out
    assert (1, 1) == (logged.count("delivering to email fails"), logged.count("delivering to Slack fails"))
