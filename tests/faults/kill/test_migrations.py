"""A migration is killed and run again: the schema and every row are as if nothing had been."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conftest import TOLD
from tests.faults.kill.choice import every, spread
from tests.faults.kill.ground import Ground
from tests.faults.kill.harness import Choice
from tests.faults.kill.picture import Verdict
from tests.faults.kill.points import read_points
from tests.faults.kill.process import KILLED, Nursery
from tests.faults.kill.report import Report
from tests.faults.kill.schema import downgrade, everything, revisions
from tests.faults.kill.stories import SUBMITTED, scene
from tests.faults.kill.victim import Life, Orders

Record = Callable[[str, object], None]
FEW = 2


def few(points: Sequence[str]) -> Sequence[str]:
    """Some statements, and before and after the commit."""
    commits = [point for point in points if " COMMIT " in point]
    return [*spread([point for point in points if point not in commits], FEW), *commits]


CHOICES = (pytest.param(few, id="a few"), pytest.param(every, id="every point", marks=pytest.mark.soak))


async def migrated(victims: Nursery, url: str, fatal: str = "") -> tuple[int, list[str]]:
    """A migration from its start to its end: its exit code, and the points that it passed."""
    with TemporaryDirectory(prefix="tminus-kill-") as folder:
        orders = Orders(
            life=Life.MIGRATE,
            folder=Path(folder),
            database_url=url,
            plans_dir=Path(folder),
            fatal=fatal,
            from_start=True,
        )
        code = await (await victims.bear(orders)).end()
        assert code in {0, KILLED}, orders.log.read_text("utf-8")
        return code, read_points(orders.points)


async def kill_migration(
    victims: Nursery, ground: Ground, begin: Callable[[], str], name: str, choose: Choice
) -> Report:
    """Kill a migration at each chosen point, and run it again."""
    url = begin()
    _, points = await migrated(victims, url)
    expected = everything(url)
    ground.drop(url)
    chosen = choose(points)
    report = Report(story=f"migration from {name}", kind=ground.kind, points=points, tried=len(chosen))
    for point in chosen:
        url = begin()
        assert (KILLED, point) == ((run := await migrated(victims, url, point))[0], run[1][-1])
        assert (await migrated(victims, url))[0] == 0
        differs = [table for table, found in everything(url).items() if found != expected.get(table)]
        lost = [f"{table} is missing" for table in expected.keys() - everything(url).keys()]
        report.verdicts[point] = Verdict(words=[*differs, *lost])
        ground.drop(url)
    return report


@pytest.mark.parametrize("choose", CHOICES)
async def test_the_first_migration_survives_its_process(
    ground: Ground, victims: Nursery, record_property: Record, choose: Choice
) -> None:
    """An empty database has every table in the end, however the first attempt died."""
    report = await kill_migration(victims, ground, ground.empty, "nothing", choose)
    record_property(TOLD, str(report))
    assert report.failures == {}


@pytest.mark.parametrize("choose", CHOICES)
async def test_a_migration_with_rows_survives_its_process(
    ground: Ground, victims: Nursery, record_property: Record, choose: Choice
) -> None:
    """A deployment in review keeps every row, from whichever revision its database comes; two are sampled."""
    night = (await scene(ground, SUBMITTED)).database_url
    for revision in choose(revisions()[:-1]):
        before = ground.copy(night)
        downgrade(before, revision)
        report = await kill_migration(victims, ground, partial(ground.copy, before), revision, choose)
        record_property(TOLD, str(report))
        assert report.failures == {}
