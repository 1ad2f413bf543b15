"""Processes are killed in the course of a story, started again, and everything is as if nothing had been."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from tests.conftest import TOLD
from tests.faults.kill.choice import (
    deliveries,
    every,
    sample,
    sample_of_alerts,
    sample_of_decisions,
    sample_of_files,
    sample_of_ladders,
    sample_of_sendings,
    sample_of_watches,
)
from tests.faults.kill.ground import Ground
from tests.faults.kill.harness import Choice, Stage, Story, kill_at, points_of
from tests.faults.kill.picture import compare
from tests.faults.kill.process import Nursery
from tests.faults.kill.report import Report
from tests.faults.kill.stories import (
    APPROVED,
    CLIMBED,
    DECIDED,
    DELIVERED,
    FIRED,
    HANDED_BACK,
    STEP_DONE,
    STORIES,
    UNDER_WAY,
    WATCHED,
    WRITTEN,
    Setting,
    scene,
)
from tests.pretend_slack import LaterApp

MANY = 100


@asynccontextmanager
async def staged(
    ground: Ground, nurseries: Sequence[Nursery], served_slack: tuple[str, LaterApp], setting: Setting
) -> AsyncIterator[Stage]:
    """A stage on which all of that has happened."""
    stage = Stage(await scene(ground, setting), nurseries, *served_slack)
    yield stage
    await stage.close()


def judge(report: Report, record_property: Callable[[str, object], None]) -> None:
    """Print what came of it, and fail where a promise was not kept."""
    record_property(TOLD, str(report))
    assert report.failures == {}


async def test_a_press_survives_its_process(
    ground: Ground,
    victims: Nursery,
    served_slack: tuple[str, LaterApp],
    record_property: Callable[[str, object], None],
) -> None:
    """A few kills from the press to the last delivery: what was acknowledged is there, all is said once."""
    async with staged(ground, [victims], served_slack, UNDER_WAY) as stage:
        judge(await kill_at(stage, STEP_DONE, sample), record_property)


async def test_an_alert_survives_the_process_that_was_told_of_it(
    ground: Ground,
    victims: Nursery,
    served_slack: tuple[str, LaterApp],
    record_property: Callable[[str, object], None],
) -> None:
    """A few kills from the webhook to the question: it is told once, asked about once, and never lost."""
    async with staged(ground, [victims], served_slack, UNDER_WAY) as stage:
        judge(await kill_at(stage, FIRED, sample_of_alerts), record_property)


async def test_a_rollback_is_decided_once_whoever_dies(
    ground: Ground,
    victims: Nursery,
    served_slack: tuple[str, LaterApp],
    record_property: Callable[[str, object], None],
) -> None:
    """A few kills from the question to the way back: each vote counts, nobody is asked twice."""
    async with staged(ground, [victims], served_slack, STORIES[DECIDED]) as stage:
        judge(await kill_at(stage, DECIDED, sample_of_decisions), record_property)


async def test_a_ladder_is_climbed_whoever_dies(
    ground: Ground,
    victims: Nursery,
    served_slack: tuple[str, LaterApp],
    record_property: Callable[[str, object], None],
) -> None:
    """A few kills from L1's call to the end: each level is called and paged once, and nobody is forgotten."""
    async with staged(ground, [victims], served_slack, STORIES[CLIMBED]) as stage:
        judge(await kill_at(stage, CLIMBED, sample_of_ladders), record_property)


async def test_a_watch_goes_on_whoever_dies(
    ground: Ground,
    victims: Nursery,
    served_slack: tuple[str, LaterApp],
    record_property: Callable[[str, object], None],
) -> None:
    """A few kills in a watch: what machines say is heard once, asks once, and is over once."""
    async with staged(ground, [victims], served_slack, STORIES[WATCHED]) as stage:
        judge(await kill_at(stage, WATCHED, sample_of_watches), record_property)


async def test_what_writes_is_sent_once_whoever_dies(
    ground: Ground,
    victims: Nursery,
    served_slack: tuple[str, LaterApp],
    record_property: Callable[[str, object], None],
) -> None:
    """A few kills while smoke tests that write are sent: none is sent twice, what nobody knows is told."""
    async with staged(ground, [victims], served_slack, STORIES[WRITTEN]) as stage:
        judge(await kill_at(stage, WRITTEN, sample_of_sendings), record_property)


async def test_a_file_is_there_once_whoever_dies(
    ground: Ground,
    victims: Nursery,
    served_slack: tuple[str, LaterApp],
    record_property: Callable[[str, object], None],
) -> None:
    """A kill after each of the calls with which Slack takes the record: it is in the thread once."""
    async with staged(ground, [victims], served_slack, STORIES[HANDED_BACK]) as stage:
        judge(await kill_at(stage, HANDED_BACK, sample_of_files), record_property)


@pytest.mark.soak
@pytest.mark.parametrize("story", STORIES.keys(), ids=lambda story: story.name)
async def test_a_story_survives_its_process_at_every_point(
    ground: Ground,
    victims: Nursery,
    served_slack: tuple[str, LaterApp],
    record_property: Callable[[str, object], None],
    story: Story,
) -> None:
    """A kill at every point of a story: what was acknowledged is there, all is said once and in order."""
    async with staged(ground, [victims], served_slack, STORIES[story]) as stage:
        judge(await kill_at(stage, story, every, recordings=2), record_property)


@pytest.mark.soak
async def test_processes_that_die_at_each_post_get_through(
    ground: Ground,
    victims: Nursery,
    served_slack: tuple[str, LaterApp],
    record_property: Callable[[str, object], None],
) -> None:
    """One after the other dies when a post has arrived and before it hears so: each stands there once."""
    async with staged(ground, [victims], served_slack, STORIES[DELIVERED]) as stage:
        expected, _ = await points_of(stage, DELIVERED, 1)
        run = await stage.run(DELIVERED, "after the call chat.postMessage #1", deaths=MANY)
        posts = sum(len(shown) for shown in run.picture.conversations.values())
        record_property(
            TOLD, f"{DELIVERED.name}, {ground.kind}: {run.deaths} processes died at {posts} posts"
        )
        assert 1 < run.deaths <= posts
        assert compare(expected, run.picture, acknowledged=True).holds


@pytest.mark.soak
@pytest.mark.parametrize(
    ("story", "choose"), [(APPROVED, deliveries), (WRITTEN, sample_of_sendings)], ids=["lane", "errand"]
)
@pytest.mark.parametrize("ground", ["postgresql"], indirect=True)
async def test_a_second_worker_goes_on_where_one_died(
    ground: Ground,
    victims: Nursery,
    others: Nursery,
    served_slack: tuple[str, LaterApp],
    record_property: Callable[[str, object], None],
    *,
    story: Story,
    choose: Choice,
) -> None:
    """Who dies with work in hand is waited for as long as the lease says; then all is said and sent, once."""
    async with staged(ground, [victims, others], served_slack, STORIES[story]) as stage:
        report = await kill_at(stage, story, choose, recordings=2)
        assert report.verdicts
        judge(report, record_property)
