from dataclasses import replace

import pytest

from bot.document.parse import parse
from bot.domain.notices import Audience
from bot.domain.plan import Channel
from bot.ports import DirectoryEntry
from bot.queries import Queries
from bot.storage.audiences import audiences
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.domain import plans as p

OPS = DirectoryEntry(id="C0OPS", kind="channel", handle="ops", name="ops")
GROUP = DirectoryEntry(id="S0CAB", kind="group", handle="cab", name="CAB", members=("U0CARLA", "U0OMAR"))


@pytest.fixture
async def play(database: Database) -> w.Play:
    """The web shop is started; the roster knows an audience, the workspace a channel and a group."""
    play = w.Play(database)
    await play.people()
    await play.service.note_directory([OPS, GROUP])
    await play.start()
    known = Audience(name="All stakeholders", addresses=("news@octal.example",), channels=("C0NEWS",))
    await play.service.set_audience(known, actor="U0TESS", key="audience")
    return play


async def found(play: w.Play, cell: str) -> Audience:
    """Whom a cell of 9.1 means."""
    known = await Queries(play.database, play.clock).deployment(w.ID)
    assert known
    row = p.told_at(1, "T-1h", "Soon", cell, Channel.SLACK)
    plan = replace(parse(w.text()).plan, notifications=(row,))
    every = await play.database.read(lambda c: dict(audiences(c, plan, known.state)))
    return every[" ".join(cell.split()).casefold()]


@pytest.mark.parametrize(
    ("cell", "addresses", "channels"),
    [
        ("All  STAKEHOLDERS", ("news@octal.example",), ("C0NEWS",)),
        ("All stakeholders, #ops", ("news@octal.example",), ("C0NEWS", "C0OPS")),
        ("#nowhere", (), ()),
        ("<#C0XYZ|xyz>", (), ("C0XYZ",)),
        ("press@example.com", ("press@example.com",), ()),
        ("@ana + @cab", ("ana@octal.example", "carla@octal.example", "omar@octal.example"), (w.CHANNEL,)),
        ("Deployment Lead", ("ana@octal.example",), (w.CHANNEL,)),
        ("Customers", (), ()),
    ],
)
async def test_a_name_means_whom_roster_plan_or_itself_says(
    play: w.Play, cell: str, addresses: tuple[str, ...], channels: tuple[str, ...]
) -> None:
    """The roster first; an address, a channel or a person in the cell; the people of the plan."""
    audience = await found(play, cell)
    assert set(addresses) <= set(audience.addresses)
    assert bool(addresses) == bool(audience.addresses)
    assert channels == audience.channels


async def test_the_team_is_everybody_in_the_plan(play: w.Play) -> None:
    """By their own addresses, and in the deployment's channel."""
    for cell in ("All", "Tech team"):
        audience = await found(play, cell)
        assert {"ana@octal.example", "dev@octal.example"} <= set(audience.addresses)
        assert (w.CHANNEL,) == audience.channels


async def test_steps_that_notify_name_audiences(play: w.Play) -> None:
    """The web shop's plan has such steps."""
    known = await Queries(play.database, play.clock).deployment(w.ID)
    assert known
    every = await play.database.read(lambda c: dict(audiences(c, parse(w.text()).plan, known.state)))
    assert ("news@octal.example",) == every["all stakeholders"].addresses
    assert not every["stakeholders"].is_known
