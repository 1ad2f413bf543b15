"""What stands beside the web shop's deployment: others of that night, locks and freezes, for tests."""

from datetime import datetime, timedelta

from bot.domain.facts import Other
from bot.domain.people import Person
from bot.domain.surroundings import Freeze, Hold, Lock, Target
from tests.bot.domain import plans as p

WEB = Target(service="Web shop", environment="production")
BILLING = Target(service="Billing", environment="production")
HOUR = timedelta(hours=1)


def other(
    name: str = "Billing 2.3",
    target: Target = BILLING,
    *,
    start: datetime | None = p.T0,
    end: datetime | None = p.END,
    runs: bool = False,
    lead: tuple[Person, ...] = (p.TESS,),
    people: tuple[Person, ...] = (p.DBA, p.TESS),
    ends_at: datetime | None = None,
) -> Other:
    """Another deployment: Billing's, in the same window, with the same DBA."""
    return Other(
        id=f"{name.split(maxsplit=1)[0].upper()}-1",
        title=name,
        target=target,
        start=start,
        end=end,
        zone=p.ZONE,
        runs=runs,
        lead=lead,
        people=people,
        ends_at=ends_at,
    )


RIVAL = other("Shop 4.11", WEB)
"""Another deployment of the web shop itself, in the same window."""


def lock(deployment: str = "SHOP-1", lead: tuple[Person, ...] = (p.TESS,)) -> Lock:
    """The web shop locked by the rollback of another deployment."""
    hold = Hold(
        deployment=deployment,
        title="Shop 4.11",
        by=p.TESS,
        at=p.T0 - 5 * HOUR,
        reason="error rate 7 %",
        lead=lead,
        zone=p.ZONE,
    )
    return Lock(target=WEB, holds=(hold,))


def freeze(
    number: int = 1, service: str = "", start: datetime = p.T0 - 24 * HOUR, end: datetime = p.END + 24 * HOUR
) -> Freeze:
    """A freeze of production over the whole night, for all services."""
    return Freeze(
        number=number,
        service=service,
        environment="production",
        start=start,
        end=end,
        zone=p.ZONE,
        reason="stocktaking",
        by=p.TESS,
    )
