from bot.domain import events as e
from bot.domain.people import Person
from tests.bot.document.record.nights import TEXT, Night, healthy, rolled_back
from tests.bot.domain import plans as p


def test_it_tells_until_its_last_event() -> None:
    """A record is a function of what happened: no other clock is in it."""
    night = healthy()
    assert night.events[-1].at == night.told().at
    assert night.told().is_over
    assert not Night().open().told().is_over


def test_each_event_is_told_as_people_stood_then() -> None:
    """Whoever had a role before it was handed over is still named for what they did."""
    owners = {
        event.step: then.owner(step)
        for event, then in rolled_back().told().then
        if isinstance(event, e.StepCalled) and (step := then.plan.step(event.step))
    }
    assert "DevOps (Devi Rao)" == owners["6"]
    assert "DevOps (Ned Holm)" == owners["R2"]


def test_names_are_those_of_whoever_did_anything() -> None:
    """Also of who is not in the plan; one who is called otherwise since has the later name."""
    night = Night().open()
    ray = Person(id="U77", name="Ray")
    night.takes((e.NoteAdded(at=night.at, by=ray, text="hello"),))
    renamed = e.PersonRenamed(at=night.at, by=None, user="U77", was="Ray", now="Ray Quist", keys=())
    night.takes((renamed,))
    names = night.told().names
    assert ("Ray Quist", p.ANA.name) == (names["U77"], names[p.ANA.id])


def test_what_the_plan_has_no_more_is_named_by_its_number() -> None:
    """An amendment may have taken it out."""
    told = Night().open().told()
    assert "step 99" == told.step("99")
    assert ("sign-off 99", "99", "checkpoint 99") == (told.row(99), told.item(99), told.checkpoint(99))
    assert "UAT Sign-off, Security Sign-off" == told.rows((1, 2))


def test_an_owner_without_slack_is_named_as_written() -> None:
    """A role that nobody stands for is the role alone; a person is not said twice."""
    text = TEXT.replace("| Run smoke tests | QA | 10 min |", "| Run smoke tests | Zora Night | 10 min |")
    told = Night(text).open().told()
    step = told.plan.step("10")
    assert step
    assert "Zora Night" == told.owner(step)


def test_what_is_long_is_cut() -> None:
    """It stands in full at the end; what nobody said has no quotes."""
    told = Night().open().told()
    assert "" == told.words("  ")
    assert f"“{'a' * 300}…”" == told.words("a" * 3000)


def test_without_a_window_nothing_is_planned() -> None:
    """A draft may have none that can be read."""
    told = Night(TEXT.replace("| 2026-12-01 |", "| some day |")).open().told()
    assert {} == told.planned
