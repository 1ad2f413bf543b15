from collections.abc import Mapping, Sequence

import pytest
from structlog.testing import capture_logs

from bot.domain import intents as i
from bot.domain.errands import ReadOnCall
from bot.domain.people import Person
from bot.on_call_errand import OnCallErrand
from bot.ports import OnCall
from bot.storage import deployments, errands
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w

ASKED = ReadOnCall(deployment=w.ID, level="L1", policy="PWEBL1")
DBA = OnCall(name="Dana", email="DBA@octal.example")
DEV = OnCall(name="Dev", email="dev@octal.example")
STRANGER = OnCall(name="Sam", email="sam@elsewhere.example")
NAMELESS = OnCall(name="Nobody", email="")


class Known:
    """A rota that answers so."""

    def __init__(self, people: Sequence[OnCall] | None) -> None:
        self._people = people

    async def on_call(self, policy: str) -> Sequence[OnCall] | None:
        """As it was told."""
        assert policy == ASKED.policy
        return self._people


async def begun(database: Database) -> w.Play:
    """The web shop's deployment, which has begun."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.do("tess", i.Submit())
    for signer in w.SIGNERS:
        await play.do(signer, i.GiveSignOff())
    await play.do("ana", i.Begin(override="rehearsed"))
    return play


async def known(play: w.Play) -> Mapping[str, tuple[Person, ...]]:
    """Who is on call, as the deployment knows."""
    stored = await play.database.read(lambda connection: deployments.load(connection, w.ID))
    assert stored
    return stored.state.on_call


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([DBA, DEV, DBA], {"L1": ("U0DBA", "U0DEV")}),
        ([STRANGER, DEV, NAMELESS], {"L1": ("U0DEV",)}),
        ([STRANGER], {"L1": ()}),
        ([], {}),
        (None, {}),
    ],
    ids=["both", "one of them", "not in Slack", "nobody", "not asked"],
)
async def test_whoever_is_on_call_is_noted_by_their_address(
    database: Database, people: Sequence[OnCall] | None, expected: Mapping[str, tuple[str, ...]]
) -> None:
    """In PagerDuty's order, each once; who is not in Slack is called by nobody here."""
    play = await begun(database)
    await OnCallErrand(play.service, database, Known(people)).run(ASKED, "errand:1")
    found = await known(play)
    assert expected == {level: tuple(person.id for person in found[level]) for level in found}


async def test_an_errand_that_is_carried_out_twice_is_noted_once(database: Database) -> None:
    """The first answer counts."""
    play = await begun(database)
    await OnCallErrand(play.service, database, Known([DBA])).run(ASKED, "errand:1")
    await OnCallErrand(play.service, database, Known([DEV])).run(ASKED, "errand:1")
    assert ["U0DBA"] == [person.id for person in (await known(play))["L1"]]


async def test_it_is_asked_for_each_level_as_it_begins(database: Database) -> None:
    """That has a policy in 9.2."""
    await begun(database)
    later = w.EVENING.replace(year=2099)
    claimed = await database.write(lambda c: errands.claim(c, later, later, ["token"] * 9))
    asked = [claim.errand.question for claim in claimed]
    assert {ASKED, ReadOnCall(deployment=w.ID, level="L2", policy="PWEBL2")} == {
        each for each in asked if isinstance(each, ReadOnCall)
    }


async def test_what_cannot_be_read_is_in_the_log(database: Database) -> None:
    """Those are called whom the plan names."""
    play = w.Play(database)
    with capture_logs() as logs:
        OnCallErrand(play.service, database, Known(None)).failed(ASKED, "PagerDuty did not answer")
    assert [("on call: not read", "L1", "PagerDuty did not answer")] == [
        (log["event"], log["of_level"], log["why"]) for log in logs
    ]


async def test_who_is_not_in_slack_is_known_by_name(database: Database) -> None:
    """Each once, by address where PagerDuty gives no name; who is in Slack is no stranger."""
    play = await begun(database)
    unnamed = OnCall(name="", email="sam@elsewhere.example")
    on_call = [STRANGER, DEV, NAMELESS, STRANGER, unnamed, OnCall(name="", email="")]
    await OnCallErrand(play.service, database, Known(on_call)).run(ASKED, "errand:1")
    stored = await play.database.read(lambda connection: deployments.load(connection, w.ID))
    assert stored
    assert {"L1": ("Sam", "Nobody", "sam@elsewhere.example")} == stored.state.on_call_strangers
