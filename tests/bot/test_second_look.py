from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.clock import real_now
from bot.domain import intents as i
from bot.domain.errands import ReadGroups
from bot.domain.hushing import HUSHED
from bot.domain.people import Group, Holders
from bot.domain.refusals import Because, Refusal
from bot.ports import Errand, Place
from bot.second_look import second_look
from bot.storage import errands
from bot.storage.codec import decode
from bot.storage.unit_of_work import Database
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

DBAS = Group(id="S1", handle="dba-team", members=(p.DBA.id,))
PLACE = Place(channel="C1", thread="1.0")
DONE = i.FinishStep(step="5", question="step:5:1", note="3 rows more")


@pytest.fixture(scope="module")
def stage() -> Stage:
    """A run in which a group holds the DBA's role."""
    return Stage(roles=dict(p.roles(DBA=Holders(people=(p.DBA,), groups=(DBAS,))))).to_deploying()


async def kept(database: Database) -> list[Errand]:
    """The errands that were written, once their time has come."""
    soon = real_now() + timedelta(seconds=1)

    def claim(connection: Connection) -> list[Errand]:
        return [one.errand for one in errands.claim(connection, soon, soon, ["a", "b"])]

    return await database.write(claim)


async def test_who_may_be_a_member_by_now_is_looked_up(database: Database, stage: Stage) -> None:
    """They hear that it is checked, and an errand carries the whole intent, who asked and where."""
    facts = stage.facts(p.STRANGER)
    refusal = await database.write(lambda c: second_look(c, stage.state, DONE, facts, PLACE))
    (errand,) = await kept(database)
    question = errand.question
    assert isinstance(refusal, Refusal)
    assert Because.CHECKING is refusal.because
    assert (p.STRANGER.id, PLACE) == (errand.user, errand.place)
    assert isinstance(question, ReadGroups)
    assert (stage.state.id, ("dba-team",), "FinishStep") == (
        question.deployment,
        question.groups,
        question.intent,
    )
    assert DONE == decode(i.FinishStep, question.fields)


async def test_no_secret_waits_for_the_look(database: Database, stage: Stage) -> None:
    """What is kept until the groups are read has none of those that somebody wrote."""
    facts = stage.facts(p.STRANGER)
    done = replace(DONE, note="token=abc, 3 rows more")
    await database.write(lambda c: second_look(c, stage.state, done, facts, PLACE))
    (errand,) = await kept(database)
    assert isinstance(errand.question, ReadGroups)
    hidden = replace(DONE, note=f"token={HUSHED}, 3 rows more")
    assert hidden == decode(i.FinishStep, errand.question.fields)


@pytest.mark.parametrize("intent", [i.Go(), i.FinishStep(step="6")], ids=["the lead's", "another role's"])
async def test_what_no_group_may_do_is_not_looked_up(
    database: Database, stage: Stage, intent: i.Intent
) -> None:
    """Nobody is kept waiting, and nothing is asked, where no membership would make it theirs."""
    facts = stage.facts(p.STRANGER)
    assert await database.write(lambda c: second_look(c, stage.state, intent, facts, PLACE)) is None
    assert [] == await kept(database)
