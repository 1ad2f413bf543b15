import pytest

from bot.errors import Permanent
from bot.ports import Place, Rendered
from integrations.unset import Unset

PLACE = Place(channel="pigeon")
RENDERED = Rendered(text="", body="", fingerprint="")


class NoPigeon(Unset):
    """A way that nobody has set up."""

    words = "no pigeon is set up: not sent"


async def test_nothing_goes_out_and_nothing_is_said_to_have() -> None:
    """A post and an edit fail for good, in the twin's own words; what never went out is not found."""
    with pytest.raises(Permanent, match="no pigeon is set up: not sent"):
        await NoPigeon().post(RENDERED, PLACE, "mark")
    with pytest.raises(Permanent, match="no pigeon is set up: not sent"):
        await NoPigeon().edit(RENDERED, PLACE)
    assert "" == await NoPigeon().find(PLACE, "mark")
