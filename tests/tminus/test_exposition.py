import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.clock import real_now
from bot.domain import intents as i
from bot.domain.figures import figures
from bot.domain.state import Lifecycle
from bot.metrics import Metrics
from bot.storage.measures import Measured
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.rules.documents import metric_names
from tminus.exposition import Exposition, Rows, families

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
PROMTOOL = shutil.which("promtool")
NOW = real_now()
BUSY = Measured(
    deployments={"draft": 2, "deploying": 1},
    waiting=3,
    blocked=1,
    oldest=NOW - timedelta(seconds=90),
    dead=4,
    errands=5,
    timer_due=w.EVENING - timedelta(seconds=7),
    untaken=6,
    untaken_since=NOW - timedelta(seconds=8),
)


def values(page: str) -> dict[str, float]:
    """Each sample by its name and labels."""
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def page(database: Database, metrics: Metrics | None = None) -> str:
    return (await Exposition(database, metrics or Metrics(), w.standing_clock()).page()).decode()


async def test_the_rows_are_counted_for_each_answer(database: Database) -> None:
    """What was started meanwhile is in the next answer, with what waits to be delivered."""
    play = w.Play(database)
    await play.people()
    before = values(await page(database))
    await play.start()
    after = values(await page(database))
    counted = ("tminus_deployments{draft}", "tminus_outbox_depth{no}", "tminus_database_up")
    assert ((0, 0, 1), (1, 1, 1)) == tuple(tuple(each[name] for name in counted) for each in (before, after))


def test_a_gauge_says_what_it_was_given() -> None:
    """Ages are in seconds, of both clocks; every state has its series."""
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in families(Rows(BUSY, figures([])), NOW, w.EVENING)
        for sample in family.samples
    }
    assert (90, 7) == (found["tminus_outbox_oldest_seconds",], found["tminus_timer_overdue_seconds",])
    assert (3, 1) == (found["tminus_outbox_depth", "no"], found["tminus_outbox_depth", "yes"])
    assert (6, 8) == (found["tminus_alerts_waiting",], found["tminus_alerts_oldest_seconds",])
    assert (4, 5) == (found["tminus_dead_letters",], found["tminus_errands_waiting",])
    assert {state.value: BUSY.deployments.get(state.value, 0) for state in Lifecycle} == {
        name[1]: value for name, value in found.items() if name[0] == "tminus_deployments"
    }


async def test_what_ended_lately_is_in_the_next_answer(database: Database) -> None:
    """By the plan's clock, to this very moment; what there is no figure of is left out."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.do("ana", i.Cancel(reason="twice"))
    found = values(await page(database))
    assert (1, 0) == (
        found["tminus_deployments_ended{cancelled}"],
        found["tminus_deployments_ended{completed}"],
    )
    assert not [name for name in found if "median" in name or "ratio" in name]


async def test_a_database_that_is_away_is_said_and_hides_nothing_else() -> None:
    """What the process measured is told, that the rows cannot be counted is, and no row is made up."""
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with capture_logs() as logs:
        found = values(await page(away))
    await away.close()
    assert 0 == found["tminus_database_up"]
    assert "tminus_timer_lateness_seconds_count" in found
    assert "tminus_dead_letters" not in found
    assert ["error", "debug"] == [line["log_level"] for line in logs]


async def test_what_nobody_expected_is_counted_and_logged_under_an_id(database: Database) -> None:
    """A table that somebody took away costs the rows' gauges, and is counted in the next answer."""
    await database.write(lambda c: c.execute(text("DROP TABLE errand")))
    metrics = Metrics()
    with capture_logs() as logs:
        first = values(await page(database, metrics))
    second = values(await page(database, metrics))
    assert 0 == first["tminus_database_up"]
    assert [True] == ["error_id" in line for line in logs]
    assert 1 <= second["tminus_unexpected_errors_total{web}"]


def test_no_label_grows_with_what_happens() -> None:
    """Labels are kinds, results, places in the program and states: never a person, a deployment or a text."""
    metrics = Metrics()
    labels = {
        name for family in (metrics.acks, metrics.deliveries, metrics.errors) for name in family._labelnames
    }
    of_rows = families(Rows(BUSY, figures([])), NOW, NOW)
    labels |= {name for family in of_rows for sample in family.samples for name in sample.labels}
    assert {"kind", "result", "where", "blocked", "state"} == labels


def test_the_alerts_that_operations_gives_are_prometheus_s_own(tmp_path: Path) -> None:
    """They are rules as Prometheus takes them, over metrics that there are."""
    if PROMTOOL is None:
        pytest.skip("promtool is missing: install Debian's package prometheus")
    found = re.search(r"```yaml\n(.*?)```", OPERATIONS.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    rules = tmp_path / "rules.yml"
    rules.write_text(found[1], encoding="utf-8")
    checked = subprocess.run([PROMTOOL, "check", "rules", rules], capture_output=True, text=True, check=False)
    named = {re.sub("_(bucket|count|sum)$", "", name) for name in re.findall(r"tminus_\w+", found[1])}
    assert (0, "") == (checked.returncode, checked.stderr)
    assert named <= metric_names()


async def test_prometheus_finds_nothing_to_complain_about(database: Database, tmp_path: Path) -> None:
    """Prometheus's own linter accepts names, help and types of every family, used or not."""
    if PROMTOOL is None:
        pytest.skip("promtool is missing: install Debian's package prometheus")
    metrics = Metrics()
    metrics.acks.labels("press", "acknowledged").observe(0.004)
    metrics.deliveries.labels("step", "delivered").inc()
    text_file = tmp_path / "metrics.txt"
    text_file.write_text(await page(database, metrics), encoding="utf-8")
    with text_file.open("rb") as said:
        checked = subprocess.run(  # noqa: ASYNC221 - a tenth of a second
            [PROMTOOL, "check", "metrics"], stdin=said, capture_output=True, text=True, check=False
        )
    assert (0, "") == (checked.returncode, checked.stdout + checked.stderr)
