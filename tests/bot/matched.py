"""A play whose alerts are matched: what webhooks wrote becomes what deployments hear."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.clock import real_now
from bot.domain import intents as i
from bot.domain.alerts import Alert, AlertSource
from bot.domain.ladder import Answer
from bot.domain.sightings import Sighting
from bot.matcher import Matcher
from bot.queries import Queries
from bot.scheduler import Scheduler
from bot.storage import alerts
from bot.storage.tables import alert_table, event_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.alerting import FIRED, cart, report
from tests.waiting import until

OTHER = f"{w.ID}.2"
MINUTE = timedelta(minutes=1)
BY_LABEL = "label service=web-shop, the Service of 1.1"
NO_PLAN = "no plan under way names anything in it"


def shop(**changed: Any) -> Alert:  # noqa: ANN401 - values of any field
    """An alert of the web shop."""
    ours: dict[str, Any] = {"services": (), "labels": {"service": "web-shop"}, "dashboards": ()}
    return cart(**{"key": "shop", "title": "HighErrorRate", **ours, **changed})


NOBODYS = cart(key="billing", labels={"service": "billing"}, services=(), dashboards=())


class Matched(w.Play):
    """A play whose alerts are matched; the alarm rings when the test says so."""

    def __init__(self, database: Database, scheduler: Scheduler) -> None:
        super().__init__(database)
        self.alarm = scheduler.alarm("alerts")
        self.matcher = Matcher(database, self.service, self.clock, self.alarm, self.metrics)

    async def approved(self, version: str = "4.12.0") -> None:
        """Start the plan and have it approved."""
        outcome = await self.start(version=version)
        assert outcome.state
        await self.do("ana", i.Submit(override="rehearsed"), outcome.state.id)
        for signer in w.SIGNERS:
            await self.do(signer, i.GiveSignOff(), outcome.state.id)

    async def keep(self, *reports: Alert) -> None:
        """A webhook writes these down."""
        brought = [report(each) for each in reports]
        await self.database.write(lambda c: alerts.keep(c, brought, real_now()))

    async def come(self, *reports: Alert) -> None:
        """A webhook brings these, and the bell rings."""
        await self.keep(*reports)
        self.alarm.ring()
        await until(self.is_all_taken)

    async def crowd(self, count: int) -> list[str]:
        """So many deployments, each of which an alert with the key of its ID concerned before."""
        runs = [f"{w.ID}.{number}" for number in range(2, count + 2)]
        for run in runs:
            await self.approved(version=run)
            await self.heard_before(run)
        return runs

    async def fire(self, runs: list[str], minutes: int) -> None:
        """The alert of each fires again, so many minutes later."""
        fires = {"labels": {}, "changed_at": FIRED + minutes * MINUTE}
        await self.keep(*(shop(key=run, **fires) for run in runs))

    async def is_all_taken(self) -> bool:
        """Whether somebody looked at all of them."""
        return await self.database.read(lambda c: alerts.waiting(c)[0]) == 0

    async def known(self, deployment: str = w.ID) -> dict[str, Sighting]:
        """The alerts that a deployment knows."""
        found = await Queries(self.database, self.clock).deployment(deployment)
        assert found
        return dict(found.state.alerts.known)

    async def why(self, deployment: str = w.ID) -> dict[str, str]:
        """Why each of them is of this deployment."""
        return {key: each.why for key, each in (await self.known(deployment)).items()}

    async def heard_before(self, deployment: str) -> None:
        """An alert with the key of its ID concerned it."""
        await self.keep(shop(key=deployment))
        (kept,) = await self.database.read(lambda c: alerts.untaken(c, 1))
        await self.database.write(lambda c: alerts.take(c, (kept.id,), deployment))

    async def rows(self) -> list[tuple[str, str]]:
        """Each row: whom it concerns, and why."""
        found = select(alert_table.c.deployment, alert_table.c.reason).order_by(alert_table.c.id)
        rows = await self.database.read(lambda c: c.execute(found).all())
        return [(row.deployment, row.reason) for row in rows]

    async def names(self) -> list[str]:
        """The events of the deployment."""
        stored = select(event_table.c.name).where(event_table.c.stream == w.ID)
        return list(await self.database.read(lambda c: c.execute(stored).scalars().all()))

    async def on_it(self) -> list[Answer]:
        """Those who took charge of what levels were called for."""
        found = await Queries(self.database, self.clock).deployment(w.ID)
        assert found
        return list(found.state.ladder.on_it) if found.state.ladder else []

    async def is_odd(self) -> bool:
        """Whether anything is laid aside as not understood."""
        return await self.database.read(lambda c: alerts.not_understood(c)[0]) > 0


PAGED = {"source": AlertSource.PAGERDUTY, "incident_key": f"tminus:{w.ID}:L1"}


async def called(play: Matched) -> None:
    """L1 is called, and paged."""
    await play.do("ana", i.Escalate(reason="orders are lost"))
