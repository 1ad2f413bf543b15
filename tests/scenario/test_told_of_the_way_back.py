from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.pretend_smtp import PretendSmtp, smtp_server
from tests.pretend_statuspage import KEY, PAGE, PretendStatuspage
from tests.scenario import test_first_journey, test_ledger
from tests.scenario.as_planned import all_back
from tests.scenario.evening import evening
from tests.scenario.night import Night, instant
from tests.serving import free_port, served

SENDER = "deploy@octal.example"
NEW_YORK = ZoneInfo("America/New_York")
# Which way a notice goes by is the same on both databases; test_mail and test_status_page say why.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def page() -> PretendStatuspage:
    """A page on which nothing stands."""
    return PretendStatuspage()


@pytest.fixture
async def server() -> AsyncIterator[PretendSmtp]:
    """A mail server that takes everything."""
    pretend = PretendSmtp()
    async with smtp_server(pretend):
        yield pretend


@pytest.fixture
async def night(database_url: str, server: PretendSmtp, page: PretendStatuspage) -> AsyncIterator[Night]:
    """An evening with a mail server and a status page."""
    with free_port() as listening:
        async with served(page.app, listening) as address:
            more = {
                "smtp_url": server.url,
                "email_from": SENDER,
                "statuspage_api_url": address,
                "statuspage_api_key": KEY,
                "statuspage_page_id": PAGE,
            }
            async with evening(database_url, more=more) as night:
                yield night


ROSTER = {
    "All stakeholders": "all@octal.example",
    "Branches and partner banks": "partners@octal.example",
    "Tech team": "#ops",
    "All": "#web-shop-release everybody@octal.example",
}
BACKWARDS = ("Being rolled back to the version before", "Rolled back: the version before is in use again")


@dataclass(frozen=True, kw_only=True)
class Told:
    """An example document: who leads and signs it, when it begins and deploys, whom it tells before."""

    plan: str
    when: str
    lead: str
    starter: str
    signers: tuple[str, ...]
    begins: datetime
    deploys: datetime
    back: tuple[int, ...]
    by_mail: tuple[str, ...]
    in_slack: tuple[str, ...]
    channel: str


WEB_SHOP = Told(
    plan="web-shop",
    when="4.12.0 2026-12-01 23:00",
    lead="ana",
    starter="tess",
    signers=test_first_journey.SIGNERS,
    begins=instant("2026-12-01", "22:00"),
    deploys=instant("2026-12-01", "23:01"),
    back=(3, 4, 5, 6),
    by_mail=("all@octal.example",),
    in_slack=("C0OPS",),
    channel="C0WEBSHOP",
)
LEDGER = Told(
    plan="ledger-migration",
    when="7.0.0 2026-12-05 22:00",
    lead="maya",
    starter="noor",
    signers=test_ledger.SIGNERS,
    begins=instant("2026-12-05", "20:30", NEW_YORK),
    deploys=instant("2026-12-05", "22:01", NEW_YORK),
    back=(1, 4, 5, 7),
    by_mail=("all@octal.example", "partners@octal.example"),
    in_slack=("C0OPS", "C0WEBSHOP"),
    channel="C0LEDGER",
)


async def deploying(night: Night, told: Told) -> None:
    """Approved and begun, with every notice at its minute, until the first step after Go is begun."""
    night.channel = told.channel
    for name, where in ROSTER.items():
        await night.types("tess", f'roster audience "{name}" {where}')
    await night.types(told.starter, f"start {told.plan} {told.when}")
    await night.types(told.starter, "submit")
    for signer in told.signers:
        await night.types(signer, "approve")
    await night.until(told.begins)
    await night.types(told.lead, "begin override all is briefed")
    for number in range(1, 5):
        await night.types(told.lead, f"step {number} done")
    await night.types(told.lead, "go")
    await night.until(told.deploys)
    await night.types(told.lead, "step 5 start")


async def heard(night: Night, server: PretendSmtp) -> list[tuple[str, str]]:
    """Who heard of the way back, by address or channel, and what."""
    mails = [(each, taken.text.splitlines()[0]) for taken in server.taken for each in taken.addresses]
    said = [(each["channel"], each["lines"][0]) for each in await night.messages("ana")]
    return sorted(
        (to, words) for to, text in (*mails, *said) for words in BACKWARDS if text.startswith(words)
    )


@pytest.mark.parametrize("told", [WEB_SHOP, LEDGER], ids=lambda told: told.plan)
async def test_whoever_was_told_hears_of_the_way_back(
    night: Night, server: PretendSmtp, page: PretendStatuspage, told: Told
) -> None:
    """By the way that 9.1 names for them, as it is decided and once it is done; nobody twice, nobody else."""
    await deploying(night, told)
    assert [] == await heard(night, server)
    reached = sorted((*told.by_mail, *told.in_slack))
    await night.types(told.lead, "rollback critical orders are lost")
    assert [(to, BACKWARDS[0]) for to in reached] == await heard(night, server)
    assert page.goes()[-1].startswith("in_progress: The change is being taken back")
    for number in told.back:
        await night.types(told.lead, f"step R{number} done")
    await all_back(night, by=told.lead)
    assert [(to, words) for to in reached for words in BACKWARDS] == await heard(night, server)
    assert "completed: The change was taken back: the previous version runs again." == page.goes()[-1]
    assert not [taken for taken in server.taken if "<@" in taken.text or "<!" in taken.text]
