from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.dnd import is_run_expected, not_named, note, subject, to_look_up, unrung, unrung_soon
from bot.domain.dnd_events import Quiet
from bot.domain.people import Group, Holders, Person
from bot.domain.plan import Phase
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.quiet import MINUTE, NIGHT, TEAM, answered, begun, hours, quiet_for
from tests.bot.domain.stories import Stage, at_state

HOUR = 60 * MINUTE


def approved(**changed: Holders) -> Stage:
    """Approved a day before."""
    return Stage(roles=dict(p.roles(**changed))).to_approved()


def wanted(stage: Stage) -> list[str]:
    """`Dora Nagy 5 22:00 +1`: whom Slack does not ring for, for what and when (UTC), and how often more."""
    return [
        f"{', '.join(person.name for person in each.people)} {each.step.number if each.step else 'Go'} "
        f"{each.at:%H:%M} +{each.more}"
        for each in unrung(stage.state, stage.plan)
    ]


def test_all_who_act_are_looked_up() -> None:
    """Each once; deputies only where nobody holds the role; who has no account is not."""
    stage = approved()
    assert [person.id for person in TEAM] == list(to_look_up(stage.state, stage.plan))
    absent = approved(DBA=Holders(deputies=(p.NED,)), Ops=Holders(unknown=("Bo Berg",)))
    found = to_look_up(absent.state, absent.plan)
    assert p.NED.id in found
    assert not {p.DBA.id, p.OMAR.id, p.SAM.id} & set(found)


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        (hours(p.T0, 10), ["Dora Nagy 5 22:00 +0"]),
        (hours(p.T0 - MINUTE, 1), []),
        (hours(p.T0 - MINUTE, 1.1), ["Dora Nagy 5 22:00 +0"]),
        (hours(p.T0 + MINUTE, 10), []),
        (NIGHT, ["Dora Nagy 1 21:00 +1"]),
        (hours(p.T0 - HOUR, 60), ["Dora Nagy 1 21:00 +0"]),
        (hours(p.T0 - 3 * HOUR, 120), []),
        (hours(p.T0 + HOUR, 600), []),
    ],
    ids=[
        "begins-at",
        "ends-at",
        "ends-after",
        "begins-after",
        "all-night",
        "until-5",
        "before-1",
        "after-all",
    ],
)
def test_only_their_own_minutes_count(quiet: Quiet, expected: list[str]) -> None:
    """Who is called as it begins is not rung for, as it ends they are; once each, the first time."""
    assert expected == wanted(answered(approved(), **quiet_for(p.DBA, during=quiet)))


def test_the_lead_is_wanted_for_go() -> None:
    """At planned T-0 until Go is given; then at no other minute."""
    stage = answered(approved(), **quiet_for(p.ANA, during=hours(p.T0, 30)))
    assert ["Ana Ruiz Go 22:00 +0"] == wanted(stage)
    begun(stage).walk()
    answered(stage, **quiet_for(p.ANA, during=hours(p.T0, 30)))
    assert ["Ana Ruiz Go 22:00 +0"] == wanted(stage)
    stage.do(i.Go(), p.ANA)
    assert [] == wanted(stage)


def test_go_is_wanted_also_of_a_plan_without_steps_after_it() -> None:
    """Then it is at the window's start."""
    plan = p.without_steps(replace(p.small(), checkpoints=()), Phase.DEPLOYMENT, Phase.POST_DEPLOYMENT)
    stage = answered(Stage(plan).to_approved(), **quiet_for(p.ANA))
    assert ["Ana Ruiz Go 22:00 +0"] == wanted(stage)


def test_a_step_that_was_called_is_of_the_past() -> None:
    """What is to come counts, from the forecast as it is now."""
    stage = answered(approved(), **quiet_for(p.DBA, p.DEV))
    assert ["Dora Nagy 1 21:00 +1", "Devi Rao 2 21:15 +6"] == wanted(stage)
    begun(stage)
    assert ["Devi Rao 2 21:15 +6", "Dora Nagy 5 22:00 +0"] == wanted(stage)
    stage.at = p.T0 - 30 * MINUTE
    stage.do(i.FinishStep(step="1"), p.DBA)
    assert ["Devi Rao 3 21:40 +5", "Dora Nagy 5 22:00 +0"] == wanted(stage)


def test_of_several_one_who_is_rung_for_is_enough() -> None:
    """Those of a role are named where Do Not Disturb is on for all of them."""
    group = Group(id="S1", handle="dba-team", members=(p.DBA.id, p.NED.id))
    stage = approved(DBA=Holders(people=(p.DBA, p.NED), deputies=(p.SAM,), groups=(group,)))
    assert [] == wanted(answered(stage, **quiet_for(p.DBA)))
    assert ["Dora Nagy, Ned Holm 1 21:00 +1"] == wanted(answered(stage, **quiet_for(p.DBA, p.NED)))
    (found,) = unrung(stage.state, stage.plan)
    assert ((p.SAM,), True) == (found.deputies, found.is_told_directly)
    many = tuple(Person(id=f"U1{n:02}", name=f"Op {n}") for n in range(11))
    large = approved(DBA=Holders(people=many))
    large.do(i.NoteDnd(asked=tuple(person.id for person in many), quiet=quiet_for(*many)), None)
    assert [False] == [each.is_told_directly for each in unrung(large.state, large.plan)]


def test_deputies_count_where_they_act() -> None:
    """Who stands in for nobody is not wanted."""
    assert [] == wanted(answered(approved(), **quiet_for(p.SAM)))
    stage = approved(DBA=Holders(deputies=(p.NED,)))
    assert ["Ned Holm 1 21:00 +1"] == wanted(answered(stage, **quiet_for(p.NED)))
    assert () == unrung(stage.state, stage.plan)[0].deputies


@pytest.mark.parametrize(
    ("zone", "t0"),
    [
        ("Asia/Kolkata", datetime(2026, 12, 1, 18, 15, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 8, 6, 30, tzinfo=UTC)),
    ],
    ids=["half-hour", "fall-back", "spring-forward"],
)
def test_instants_are_compared(zone: str, t0: datetime) -> None:
    """Whatever the zone, over midnight and through a change of the clocks."""
    window = p.web_shop().window
    assert window
    moved = replace(window, start=t0, end=t0 + 2 * HOUR, zone=zone)
    stage = Stage(replace(p.web_shop(), window=moved))
    stage.at = t0 - timedelta(days=1)
    stage.to_approved()
    assert [f"Devi Rao 6 {t0 + 10 * MINUTE:%H:%M} +3"] == wanted(
        answered(stage, **quiet_for(p.DEV, during=hours(t0, 50)))
    )
    assert [] == wanted(answered(stage, **quiet_for(p.DEV, during=hours(t0, 10))))


@pytest.mark.parametrize("state", Lifecycle)
def test_it_matters_while_somebody_is_to_be_called(state: Lifecycle) -> None:
    """Once approved, until it has ended; on the way back, too; otherwise the answer is let go."""
    expected = {Lifecycle.APPROVED, Lifecycle.PRE_DEPLOYMENT, Lifecycle.DEPLOYING, Lifecycle.VERIFYING}
    expected |= {Lifecycle.ROLLING_BACK}
    stage = at_state(state)
    assert (state in expected) is is_run_expected(stage.state)
    assert (state in expected) is bool(answered(stage, **quiet_for(p.DBA)).last)


def test_the_way_back_has_minutes_of_its_own() -> None:
    """Who is called for a step of 6.3 is wanted at its minute."""
    stage = answered(at_state(Lifecycle.ROLLING_BACK), **quiet_for(p.DBA))
    assert ["R3"] == [each.step.number for each in unrung(stage.state, stage.plan) if each.step]


def test_the_same_answer_is_no_news() -> None:
    """What Slack said before, of some or of all, changes nothing; nor that nobody has it on."""
    stage = approved()
    nobody = i.NoteDnd(asked=(p.DBA.id,), quiet={})
    assert () == note(stage.state, nobody, stage.facts(None))
    answered(stage, **quiet_for(p.DBA, p.DEV))
    again = i.NoteDnd(asked=(p.DBA.id,), quiet=quiet_for(p.DBA))
    assert () == note(stage.state, again, stage.facts(None))
    off = note(stage.state, nobody, stage.facts(None))
    assert (e.DndRead(at=stage.at, by=None, asked=(p.DBA.id,), quiet={}),) == off


def test_each_is_named_once_for_a_window() -> None:
    """Whoever was named in this round is not named again."""
    stage = answered(approved(), **quiet_for(p.DBA, p.DEV))
    found = unrung(stage.state, stage.plan)
    assert (p.DBA, p.DEV) == not_named(replace(stage.state, dnd_named=()), found)
    assert () == not_named(stage.state, found)
    state = replace(stage.state, dnd_named=((subject(stage.state, p.DBA.id),),))
    assert (p.DEV,) == not_named(state, found)
    assert (p.DBA, p.DEV) == not_named(replace(state, on_round=1), found)


def test_the_next_few_steps_are_enough_for_a_slip() -> None:
    """They are looked at as long as somebody is quiet who was not named."""
    rows = tuple((f"{number}", "Copy a table", "DBA", 1) for number in range(10, 40))
    plan = replace(p.small(), phases=(p.phase_of(Phase.DEPLOYMENT, rows, offset=0),))
    stage = Stage(plan).to_approved()
    for minute, is_near in ((11, True), (12, False)):
        during = hours(p.T0 + minute * MINUTE, 0.5)
        quiet = replace(stage.state, dnd=quiet_for(p.DBA, during=during))
        assert [f"{10 + minute}"] == [each.step.number for each in unrung(quiet, stage.plan) if each.step]
        assert is_near is bool(unrung_soon(quiet, stage.plan))
        named = replace(quiet, dnd_named=((subject(quiet, p.DBA.id),),))
        assert () == unrung_soon(named, stage.plan)
