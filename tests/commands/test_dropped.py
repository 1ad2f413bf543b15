import pytest

from bot.domain.errands import FetchFile, StartFrom
from commands.dropped import DroppedPlans, shown, unreadable
from commands.files import SlackFiles
from commands.inputs import DroppedFile
from commands.perform import Performer
from commands.plans import MAX_BYTES
from tests.bot import web_shop as w
from tests.commands.room import Room


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("web-shop.md", MAX_BYTES, ""),
        ("WEB-SHOP.MD", 10, ""),
        ("web-shop.md", MAX_BYTES + 1, "larger than 1 MB"),
        ("web-shop.docx", 10, "no .md file"),
        ("", 10, "no .md file"),
    ],
)
def test_what_can_be_no_plan_is_told_at_once(name: str, size: int, words: str) -> None:
    """Ending and size are looked at before anything is fetched."""
    told = unreadable(DroppedFile(id="F1", name=name, size=size))
    assert (bool(words), True) == (bool(told), words in told)


def test_a_long_name_is_cut() -> None:
    """Eighty characters of a name are read, and one more is left out."""
    assert ("x" * 80, "x" * 79 + "…") == (shown("x" * 80), shown("x" * 81))


async def test_an_errand_that_is_carried_out_twice_starts_one_deployment(room: Room) -> None:
    """Where a worker died before the errand's end, the next one finds the plan started, and says the same."""
    parts, slack = room.parts, room.slack
    assert slack.client.session
    performer = Performer(parts.service, parts.queries, parts.plans)
    runner = DroppedPlans(performer, SlackFiles(slack.client, slack.client.session))
    file = await slack.drops("U0TESS", "web-shop.md", w.text().encode())
    purpose = StartFrom(version="4.12.0", start=None, channel=w.CHANNEL)
    question = FetchFile(file=file, name="web-shop.md", purpose=purpose)
    first, second = [await runner.run(question, "U0TESS", "errand:1") for _ in range(2)]
    assert first == second
    assert [w.ID] == [known.state.id for known in await parts.queries.open_deployments()]
