from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import intents as i
from bot.domain.forecast import Forecast, forecast
from bot.domain.people import NOBODY, Group, Holders, Person
from commands.blocks import phrases as ph
from tests.bot.domain import plans as p
from tests.commands.blocks.readable import named
from tests.commands.blocks.stories import stage, web_shop

TWELVE = tuple(Person(id=f"U{number}", name=f"Person {number}") for number in range(12))


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, ""), (1, "<@U0>"), (3, "<@U0>, <@U1>, <@U2>"), (4, "<@U0>, <@U1>, <@U2> and 1 more")],
)
def test_many_people_are_counted(count: int, shown: str) -> None:
    """Three people are named, and the rest are a number."""
    assert shown == ph.mentions(TWELVE[:count])


@pytest.mark.parametrize(
    ("holders", "shown"),
    [
        (Holders(people=(p.ANA,), deputies=(p.SAM,)), "@ana"),
        (Holders(deputies=(p.SAM,)), "@sam"),
        (Holders(unknown=("Vendor Desk (+49 30 1)",)), "Vendor Desk (+49 30 1) (not in Slack)"),
        (NOBODY, "nobody in Slack for “DBA”"),
    ],
)
def test_a_role_is_said_by_who_stands_for_it(holders: Holders, shown: str) -> None:
    """People come before deputies, those before names that Slack does not know, and nobody is said, too."""
    assert shown == named(ph.holders_named(holders, "DBA"))


@pytest.mark.parametrize(("count", "shown"), [(3, "<@U0>, <@U1>, <@U2>"), (4, "<!subteam^S1>")])
def test_a_group_of_many_is_called_by_its_name(count: int, shown: str) -> None:
    """Three are named each, a fourth makes them the group."""
    people = TWELVE[:count]
    group = Group(id="S1", handle="dba-team", members=tuple(person.id for person in people))
    assert shown == ph.holders_named(Holders(people=people, groups=(group,)), "DBA")


def test_a_group_is_named_without_notifying_it() -> None:
    """In a log it is its handle as text."""
    group = Group(id="S1", handle="dba-team", members=tuple(person.id for person in TWELVE))
    held = replace(stage().open().state, roles={"dba": Holders(people=TWELVE, groups=(group,))})
    assert "@dba-team" == ph.role_name(held, "DBA")


def test_a_title_keeps_all_its_parts() -> None:
    """Version and environment stay beside the longest name; without name and version the ID stands there."""
    state = stage().open().state
    long = ph.title(replace(state, release="Reconciliation " * 20))
    assert long.startswith("Reconciliation")
    assert long.endswith("… 4.12.0, production")
    assert "WEB-DEPLOY-041, production" == ph.title(replace(state, release="", version=""))


@pytest.mark.parametrize(
    ("late", "shown"),
    [
        (timedelta(seconds=29), ""),
        (timedelta(minutes=2), ", 2 min late"),
        (timedelta(minutes=90), ", 1 h 30 min late"),
        (timedelta(minutes=-5), ", 5 min early"),
    ],
)
def test_lateness_is_said_from_a_minute_on(late: timedelta, shown: str) -> None:
    """Less than half a minute either way is on time."""
    expected = Forecast(steps=(), ends_at=None, late=late, rollback=timedelta(), latest_rollback=None)
    assert shown == ph.lateness(expected)


def test_without_a_window_there_are_no_times() -> None:
    """A plan whose window cannot be read yet is said to have none."""
    story = stage().open()
    state = replace(story.state, window_start=None, window_end=None)
    assert "The plan has no window that can be read yet" == ph.window(state)
    assert "Rollback takes 44 min" == ph.way_back(state, story.plan, forecast(state, story.plan))


def test_no_way_back_is_said() -> None:
    """A plan without 6.3 says so where the way back would stand."""
    story = stage().open()
    plan = replace(story.plan, rollback=None)
    assert "No way back: the plan has no rollback steps (6.3)" == ph.way_back(
        story.state, plan, forecast(story.state, plan)
    )


def test_changes_are_counted() -> None:
    """What is final stands out, and what there is none of is left out."""
    plan = web_shop()
    final = (replace(plan.migrations[0], reversible=None), *plan.migrations[1:])
    expected = "3 migrations (*1 not reversible*), 2 variables, 1 flag"
    assert expected == ph.changes(replace(plan, migrations=final))
    assert "1 flag" == ph.changes(replace(plan, migrations=(), variables=()))
    none = replace(plan, migrations=(), variables=(), flags=())
    assert "No migrations, variables or flags" == ph.changes(none)


def test_a_duration_needs_a_start_of_its_own() -> None:
    """A step that was only said to be done has no duration."""
    story = stage().to_pre_deployment()
    story.at += timedelta(minutes=15)
    story.do(i.FinishStep(step="1"), p.DBA)
    story.do(i.StartStep(step="2"), p.DEV)
    story.at += timedelta(minutes=9)
    assert "" == ph.took(story.state.steps["2"])
    story.do(i.FinishStep(step="2"), p.DEV)
    assert ["", "9 min"] == [ph.took(story.state.steps[number]) for number in ("1", "2")]


def test_skipped_and_retried_steps_are_counted() -> None:
    """Steps that went another way are counted beside those that are done."""
    story = stage().to_pre_deployment()
    story.do(i.FailStep(step="1", reason="disk full"), p.DBA)
    story.do(i.RetryStep(step="1"), p.DBA)
    story.do(i.SkipStep(step="1", reason="taken at noon"), p.DBA)
    assert "0 of 14 done, 1 skipped, 1 retried" == ph.tally(story.state, story.plan.steps)


def test_a_run_has_a_span_once_it_has_ended() -> None:
    """From the actual T-0 to the end; nothing while it is still under way."""
    assert "" == ph.ran(stage().to_deploying().state)
    assert "Tue 1 Dec 23:00–00:39 CET" == ph.ran(stage().to_completed().state)


def test_a_time_names_its_zone_where_the_clocks_change_in_the_window() -> None:
    """The same hour comes twice in October: beside a window's end in CET, a time in CEST says so."""
    story = stage().open()
    state = replace(
        story.state,
        window_start=datetime(2026, 10, 24, 23, 0, tzinfo=UTC),
        window_end=datetime(2026, 10, 25, 3, 0, tzinfo=UTC),
    )
    assert "02:30 CEST" == ph.hour(state, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    assert "02:30" == ph.hour(state, datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert "01:30 CET" == ph.hour(replace(state, window_end=None), datetime(2026, 12, 1, 0, 30, tzinfo=UTC))


def test_names_in_a_long_list_are_brief() -> None:
    """A few names are said as they are, many long ones only by how they begin."""
    long = "Database migrations rehearsed on a copy of production from last night"
    assert [long] == ph.fitted([long], 80, 5)
    assert ["Database migrations rehearsed on a copy of production from last…"] * 5 == ph.fitted(
        [long] * 5, 80, 5
    )
    assert ["Database migrations rehearsed on a copy of…"] * 9 == ph.fitted([long] * 9, 80, 8)


def test_another_release_keeps_its_version() -> None:
    """A long name of a neighbour is cut before its version; one without a version is cut at its end."""
    assert "Billing 2.3" == ph.release_named("Billing 2.3")
    assert "Settlement of the ledgers in… 2026.12.0" == ph.release_named(
        "Settlement of the ledgers in all booking centres and banks 2026.12.0"
    )
    assert "x" * 59 + "…" == ph.release_named("x" * 70)


def test_a_lock_screen_has_room_for_what_is_asked() -> None:
    """A notification's title keeps the release and its version, however long the names are."""
    state = stage().open().state
    assert ph.title(state) == ph.brief(state)
    long = ph.brief(replace(state, release="Reconciliation of ledgers " * 20, environment="production " * 20))
    assert "Reconciliation of ledgers Reconciliation of… 4.12.0, production producti…" == long
