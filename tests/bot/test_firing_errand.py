from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from bot.domain.alerts import Alert, AlertSource
from bot.domain.errands import ReadFiring
from bot.domain.state import Deployment
from bot.errors import Permanent, Transient
from bot.firing_errand import FiringErrand
from bot.queries import Queries
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.alerting import cart

ASKED = ReadFiring(deployment=w.ID, services=("PWEBSHOP",))
DISK = cart(
    key="grafana:disk:1",
    title="disk",
    labels={"service": "web-shop"},
    services=(),
    dashboards=(),
    fired_at=w.EVENING,
    changed_at=w.EVENING,
)
BILLING = cart(key="grafana:billing:1", labels={"service": "billing"}, services=(), dashboards=())
PAGED = cart(
    key="pagerduty:Q1",
    source=AlertSource.PAGERDUTY,
    title="slow",
    labels={},
    services=("PWEBSHOP",),
    url="https://example.pagerduty.com/incidents/Q1",
    dashboards=(),
)


class Reader:
    """A monitor that answers so, or cannot."""

    def __init__(self, source: AlertSource, *answers: Sequence[Alert] | Exception) -> None:
        self.source = source
        self.asked: list[Sequence[str]] = []
        self._answers = list(answers)

    async def firing(self, services: Sequence[str]) -> Sequence[Alert]:
        """The next answer."""
        self.asked.append(services)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def grafana(*answers: Sequence[Alert] | Exception) -> Reader:
    """A Grafana."""
    return Reader(AlertSource.GRAFANA, *answers)


def pagerduty(*answers: Sequence[Alert] | Exception) -> Reader:
    """A PagerDuty."""
    return Reader(AlertSource.PAGERDUTY, *answers)


@pytest.fixture
async def play(database: Database) -> w.Play:
    """The web shop's deployment, which has begun."""
    play = w.Play(database)
    await play.begun()
    return play


def errand(play: w.Play, *readers: Reader) -> FiringErrand:
    """Carries errands out before these monitors."""
    return FiringErrand(play.service, Queries(play.database, play.clock), play.clock, readers)


async def state(play: w.Play) -> Deployment:
    """The deployment as it stands."""
    found = await Queries(play.database, play.clock).deployment(w.ID)
    assert found
    return found.state


async def test_what_concerns_the_deployment_is_noted_as_old(play: w.Play) -> None:
    """With why; all else that fires is others', and PagerDuty is asked for the services of 8.2."""
    pager = pagerduty([PAGED])
    await errand(play, pager, grafana([DISK, BILLING])).run(ASKED, "errand:1")
    known = (await state(play)).alerts.known
    assert {"grafana:disk:1": True, "pagerduty:Q1": True} == {key: each.is_old for key, each in known.items()}
    assert "label service=web-shop, the Service of 1.1" == known["grafana:disk:1"].why
    assert [("PWEBSHOP",)] == pager.asked
    assert (AlertSource.PAGERDUTY, AlertSource.GRAFANA) == (await state(play)).alerts.asked


async def test_that_nothing_fires_is_noted_with_who_said_so(play: w.Play) -> None:
    """Once for each errand."""
    for answer in ([], [DISK]):
        await errand(play, grafana(answer)).run(ASKED, "errand:1")
    assert (AlertSource.GRAFANA,) == (await state(play)).alerts.asked
    assert {} == (await state(play)).alerts.known


async def test_where_nobody_is_set_up_nothing_is_noted(play: w.Play) -> None:
    """Nobody said that nothing fires."""
    await errand(play).run(ASKED, "errand:1")
    assert (await state(play)).alerts.asked_at is None


async def test_one_that_is_away_holds_up_no_other(play: w.Play) -> None:
    """It is asked again with all of them; what it says then is noted as well."""
    pager = pagerduty(Transient("PagerDuty did not answer"), [PAGED])
    carrying = errand(play, pager, grafana([DISK], [DISK]))
    with pytest.raises(Transient, match="PagerDuty did not answer"):
        await carrying.run(ASKED, "errand:1")
    assert (AlertSource.GRAFANA,) == (await state(play)).alerts.asked
    await carrying.run(ASKED, "errand:1")
    assert (AlertSource.PAGERDUTY, AlertSource.GRAFANA) == (await state(play)).alerts.asked
    assert {"grafana:disk:1", "pagerduty:Q1"} == set((await state(play)).alerts.known)


async def test_one_that_is_away_the_next_time_takes_nothing_back(play: w.Play) -> None:
    """Each answers once, and both are noted."""
    pager, shown = pagerduty([PAGED], Transient("PagerDuty")), grafana(Transient("Grafana"), [DISK])
    carrying = errand(play, pager, shown)
    for late in ("Grafana", "PagerDuty"):
        with pytest.raises(Transient, match=late):
            await carrying.run(ASKED, "errand:1")
    assert {"grafana:disk:1", "pagerduty:Q1"} == set((await state(play)).alerts.known)
    assert (AlertSource.PAGERDUTY, AlertSource.GRAFANA) == (await state(play)).alerts.asked


async def test_one_that_refuses_is_in_the_log(play: w.Play) -> None:
    """The others' answers count."""
    refusing = pagerduty(Permanent("PagerDuty does not accept it (400)"))
    with capture_logs() as logs:
        await errand(play, refusing, grafana([])).run(ASKED, "errand:1")
    assert [("firing: not read", "PagerDuty")] == [
        (log["event"], log["source"]) for log in logs if log["log_level"] == "error"
    ]
    assert (AlertSource.GRAFANA,) == (await state(play)).alerts.asked


async def test_a_deployment_that_is_gone_hears_nothing(play: w.Play) -> None:
    """Its errand ends."""
    gone = ReadFiring(deployment="NOBODY-1", services=())
    await errand(play, grafana([DISK])).run(gone, "errand:1")
    assert {} == (await state(play)).alerts.known


def test_what_cannot_be_read_is_in_the_log(play: w.Play) -> None:
    """What is reported counts by when it began to fire."""
    with capture_logs() as logs:
        errand(play).failed(ASKED, "it took too long")
    assert [("firing: not read", w.ID, "it took too long")] == [
        (log["event"], log["deployment"], log["why"]) for log in logs
    ]
