"""Runs a story once for each point at which its process can die.

Each end is compared with that of a run that was not disturbed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from bot.clock import real_now
from bot.errands import LEASE
from bot.storage import errands, lanes
from bot.storage.unit_of_work import Database
from sandbox.workspace import World
from tests.faults.kill.ground import Ground
from tests.faults.kill.picture import Judge, Picture, compare, left_over, take
from tests.faults.kill.points import Points, read_points
from tests.faults.kill.process import Nursery, Process
from tests.faults.kill.report import Report
from tests.faults.kill.slack_side import BESIDE, LAST_READ, SlackSide
from tests.faults.kill.victim import Life, Orders
from tests.pretend_pagerduty import PretendPagerDuty
from tests.pretend_slack import PATIENT, LaterApp
from tests.waiting import until

Act = Callable[[SlackSide], Awaitable[bool]]

TRIES = 3
"""How often a point is tried: what runs side by side does not come in the same order each time."""
LOOK_EVERY = 0.05
"""Seconds between two looks whether all is done."""
LAST_BREATH = 0.1
"""Seconds that a process which has nothing more to do is given to pass its last points."""
LEASE_AND_MORE = LEASE.total_seconds() + PATIENT
"""Seconds until somebody goes on with what the dead had in hand: an errand is held longer than a lane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where a story begins: a workspace and a database at rest, on the ground that copies them.

    `pagerduty` is how things stand there, where it is set up. `is_watched`: machines say whether it works;
    `is_open`: the shop does.
    """

    ground: Ground
    database_url: str
    world: World
    plans_dir: Path
    pagerduty: PretendPagerDuty | None = None
    is_watched: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happens. `acts` are done by people, each once all has come of the one before.

    What was not acknowledged is done once more, or `again` in its place; where `looks_first`, once all has
    come that will. Without `acts` the process does by itself what is due. `judge` says what a disturbed run
    may do otherwise.
    """

    name: str
    acts: tuple[Act, ...] = ()
    again: Act | None = None
    looks_first: bool = False
    judge: Judge = compare


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a story: how it ended, and the points that were passed.

    `acknowledged`: what was done last before a process died had its answer. `deaths` is how many did.
    """

    picture: Picture
    acknowledged: bool
    deaths: int
    passed: list[str]


class Stage:
    """Where a scene is played again and again: the address at which victims find its workspace.

    With a second nursery another worker is at hand, and goes on where the victim died.
    """

    def __init__(self, scene: Scene, nurseries: Sequence[Nursery], address: str, slack: LaterApp) -> None:
        self.scene = scene
        self._nurseries = nurseries
        self._address = address
        self._side = SlackSide(scene.world, address, scene.pagerduty)
        slack.app = self._side

    async def run(self, story: Story, fatal: str = "", *, deaths: int = 1) -> Run:
        """Play a story; the process dies at the fatal point, if it comes there, and is started again.

        So do those after it, until that many have died.
        """
        scene = self.scene
        url = scene.ground.copy(scene.database_url)
        self._side.set_back(scene.world, scene.pagerduty)
        with TemporaryDirectory(prefix="tminus-kill-") as folder:
            orders = Orders(
                life=Life.SERVE,
                folder=Path(folder),
                database_url=url,
                plans_dir=scene.plans_dir,
                slack=self._address,
                fatal=fatal,
                from_start=not story.acts,
                is_paged=scene.pagerduty is not None,
                is_watched=scene.is_watched,
                is_open=scene.is_open,
            )
            database = Database(url)
            try:
                playing = _Playing(story, orders, self._nurseries, self._side, database)
                return await (playing.play_beside() if self._nurseries[1:] else playing.play(deaths))
            finally:
                await database.close()
                scene.ground.drop(url)

    async def close(self) -> None:
        """Nobody plays any more."""
        await self._side.close()


class _Playing:
    """One run under way."""

    def __init__(
        self,
        story: Story,
        orders: Orders,
        nurseries: Sequence[Nursery],
        side: SlackSide,
        database: Database,
    ) -> None:
        self._story = story
        self._orders = orders
        self._nurseries = nurseries
        self._side = side
        self._database = database
        self._left = list(story.acts)

    async def play(self, deaths: int) -> Run:
        """Play it to its end."""
        acknowledged, is_dead = await self._live(self._orders)
        count, answered = int(is_dead), acknowledged
        while is_dead:
            if not self._database.is_sqlite:
                await self._database.write(pass_the_leases)
            fatal = self._orders.fatal if count < deaths else ""
            orders = replace(self._orders, fatal=fatal, folder=self._orders.folder / f"after {count}")
            answered, is_dead = await self._live(orders, is_again=not answered)
            count += is_dead
        assert answered, f"nobody answers after {self._orders.fatal}"
        assert not self._left, f"{self._story.name}: not done to its end after {self._orders.fatal}"
        return await self._ended(acknowledged=acknowledged, deaths=count)

    async def play_beside(self) -> Run:
        """The same with a second worker, who goes on when the lease of the dead has run out."""
        folder = self._orders.folder / "beside"
        folder.mkdir()
        address = f"{self._orders.slack}{BESIDE}"
        orders = replace(self._orders, life=Life.WORK, fatal="", folder=folder, slack=address)
        second = await self._nurseries[1].bear(orders)

        async def is_up() -> bool:
            return self._side.stands_by

        try:
            await until(is_up, PATIENT)
            acknowledged, died = await self._live(self._orders)
            await self._settled(second, LEASE_AND_MORE)
            assert second.is_alive, orders.log.read_text("utf-8")
        finally:
            second.kill()
            await second.end()
        return await self._ended(acknowledged=acknowledged, deaths=int(died))

    async def _ended(self, *, acknowledged: bool, deaths: int) -> Run:
        passed = [*read_points(self._orders.points), *read_points(self._calls)]
        picture = await take(
            self._database, self._side.world, self._side.pagerduty, written=self._side.written
        )
        return Run(picture=picture, acknowledged=acknowledged, deaths=deaths, passed=passed)

    @property
    def _calls(self) -> Path:
        return self._orders.folder / "calls"

    async def _live(self, orders: Orders, *, is_again: bool = False) -> tuple[bool, bool]:
        """One process from its start until it is killed; whether it acknowledged, and died before that.

        `is_again`: what is done first in it was not acknowledged before.
        """
        orders.folder.mkdir(exist_ok=True)
        process = await self._nurseries[0].bear(orders)
        points = Points(orders.folder / "calls", orders.fatal, process.kill)
        self._side.open(orders.at, points)
        try:
            if orders.from_start:
                points.arm()
            acknowledged = await self._acts(process, points, is_again=is_again)
            died = not process.is_alive
        finally:
            process.kill()
            await process.end()
            points.close()
        return acknowledged, died

    async def _acts(self, process: Process, points: Points, *, is_again: bool) -> bool:
        """Do what is left once the process knows the workspace; whether what was done last was acknowledged.

        Each waits until all has come of the one before.
        """
        acknowledged = True
        if self._left:
            await self._is_up(process)
            if self._story.looks_first or not is_again:
                await self._settled(process)
            points.arm()
        while self._left and acknowledged and process.is_alive:
            instead = self._story.again if is_again else None
            is_again = False
            acknowledged = await (instead or self._left[0])(self._side)
            if acknowledged:
                del self._left[0]
            await self._settled(process)
        await self._settled(process)
        return acknowledged

    async def _is_up(self, process: Process) -> None:
        async def is_up() -> bool:
            return not process.is_alive or self._side.called(LAST_READ)

        await until(is_up, PATIENT)
        await asyncio.sleep(LAST_BREATH)

    async def _settled(self, process: Process, seconds: float = PATIENT) -> None:
        """Wait until nothing is left to do, or the process is dead."""

        async def has_settled() -> bool:
            return not process.is_alive or not await self._database.read(left_over, patience=seconds)

        await until(has_settled, seconds, LOOK_EVERY)
        if process.is_alive:
            await asyncio.sleep(LAST_BREATH)


def pass_the_leases(connection: Connection) -> None:
    """As if the time had passed for which the dead are waited for."""
    lanes.take_over(connection)
    errands.take_over(connection, real_now())


Choice = Callable[[Sequence[str]], Sequence[str]]


async def points_of(stage: Stage, story: Story, recordings: int) -> tuple[Picture, list[str]]:
    """How the story ends undisturbed, and its points in the order in which they came first.

    What runs side by side comes in another order each time, and maybe with a look more: every point that
    came in one of the recordings counts.
    """
    runs = [await stage.run(story) for _ in range(recordings)]
    for run in runs:
        assert run.acknowledged, f"{story.name}: not acknowledged"
        assert not run.deaths, f"{story.name}: died by itself"
        assert compare(runs[0].picture, run.picture, acknowledged=True).words == []
    return runs[0].picture, list(dict.fromkeys(point for run in runs for point in run.passed))


async def kill_at(stage: Stage, story: Story, choose: Choice, recordings: int = 1) -> Report:
    """Play the story once for each chosen point, and die there."""
    expected, points = await points_of(stage, story, recordings)
    chosen = choose(points)
    report = Report(story=story.name, kind=stage.scene.ground.kind, points=points, tried=len(chosen))
    for point in chosen:
        for _ in range(TRIES):
            run = await stage.run(story, point)
            if run.deaths:
                assert point in run.passed, f"it died of something else before {point}"
                report.unacknowledged += not run.acknowledged
                report.verdicts[point] = story.judge(expected, run.picture, acknowledged=run.acknowledged)
                break
        else:
            report.unreached.append(point)
    return report
