"""People who are not there: their roles are handed over, a silent lead is replaced."""

from pathlib import Path

from bot.domain.state import LEAD, Lifecycle
from tests.golden import matches_golden
from tests.scenario.as_planned import all_back
from tests.scenario.in_vain import refused
from tests.scenario.night import Night, said
from tests.scenario.story import Story
from tests.scenario.test_run import before_go, deploying, state

GOLDEN = Path(__file__).parent / "golden"


async def test_the_leads_train_loses_its_network_and_the_deputy_takes_over(night: Night) -> None:
    """Sam asks for nothing: a deputy says Go for a lead who is not there, and takes the role for good."""
    await before_go(night)
    night.story = Story(night.world)
    await night.at("23:00")
    await night.presses("sam", "Go", "Go at")
    await night.types("sam", "hand Deployment Lead @sam")
    await night.types("dba", "step 5 done")
    assert "ask Sam Whitfield" in await refused(night, "ana", "extend 30 I am back and see errors")

    matches_golden(GOLDEN / "lead_offline.txt", str(night.story))


async def test_the_dev_lead_replaces_a_lead_who_is_silent(night: Night) -> None:
    """Lee takes the lead once Go was owed for two minutes from T-0 on, not before, and then says Go."""
    await before_go(night)
    for early in ("22:30", "23:01"):
        await night.at(early)
        why = await refused(night, "lee", "hand Deployment Lead @lee")
        assert "Ana Castillo can be replaced from 23:02 CET on" in why
    await night.at("23:02")
    await night.types("lee", "hand Deployment Lead @lee")
    assert ["Lee Park"] == [person.name for person in (await state(night)).lead.people]
    await night.types("lee", "go")
    assert Lifecycle.DEPLOYING is (await state(night)).state


async def test_a_role_that_is_handed_over_survives_the_roster(night: Night) -> None:
    """Who took over in the run stays, whatever the roster says later, until it is handed again."""
    await deploying(night)
    await night.types("ana", "hand dba @ned")
    assert "is handed from Dora Nagy to @ned" in await night.sees("ned", "DBA is handed")
    await night.types("tess", "roster DBA @lee")
    assert "only they" in await refused(night, "dba", "step 5 done")
    await night.types("ned", "step 5 done")
    assert ["Ned Holm"] == [person.name for person in (await state(night)).holders("DBA").people]
    await night.types("ana", "hand DBA @dba")
    assert ["Dora Nagy"] == [person.name for person in (await state(night)).holders("DBA").people]


async def test_handing_is_refused_with_what_to_do(night: Night) -> None:
    """The wrong person, the wrong role, a group, nobody: each hears why, and nothing changes."""
    await deploying(night)
    said = {
        "hand DBA @ned": "Only the Deployment Lead or the lead's deputy",
        "hand CFO @ned": "Only the Deployment Lead or the lead's deputy",
    }
    for text, answer in said.items():
        assert answer in await refused(night, "dba", text)
    for text, answer in {
        "hand CFO @ned": "“CFO” is none of this plan",
        "hand DBA @neddy": "I do not know @neddy",
        "hand DBA @cab": "not to a group",
        "hand DBA": "To whom?",
        "hand @ned": "Which role?",
        "hand DBA @dba": "Dora Nagy stands for DBA already",
    }.items():
        assert answer in await refused(night, "ana", text)
    assert {} == (await state(night)).handed
    assert LEAD.casefold() not in (await state(night)).handed


async def test_all_means_whoever_took_a_role_over(night: Night) -> None:
    """The post-mortem of All asks Ned, who is the DBA now, and Dora no more."""
    await deploying(night)
    await night.types("ana", "hand DBA @ned")
    await night.types("ana", "step 5 start")
    await night.types("ana", "rollback critical the data is wrong")
    for step in range(1, 7):
        await night.types("ana", f"step R{step} done")
    await all_back(night)
    everyone = [person.name for person in (await state(night)).holders("All").people]
    assert ("Ned Holm" in everyone, "Dora Nagy" in everyone) == (True, False)
    assert "Post-mortem" in said(await night.types("ned", "mine"))
    assert "Nothing waits for you" in said(await night.types("dba", "mine"))
    assert "only they" in await refused(night, "dba", "step R7 done")
    await night.types("ned", "step R7 done")
    assert (await state(night)).steps["R7"].status.is_over
