"""The Home tab through a night: what waits for me, what is running, what is coming."""

from tests.scenario.night import Night
from tests.scenario.test_run import approved

WAITING, RUNNING, COMING = "What waits for you", "Running now", "Coming in the next 14 days"
NOTHING = "Nothing waits for you."


def part(lines: list[str], heading: str) -> list[str]:
    """The lines below a heading, up to the next one."""
    found: list[str] = []
    under = ""
    for line in lines:
        under = line if line in (WAITING, RUNNING, COMING) else under
        if under == heading and line != heading:
            found.append(line)
    return found


async def test_before_anything_was_started_the_tab_says_so(night: Night) -> None:
    """Nothing waits, nothing runs, nothing is planned."""
    tab = await night.opens_home("ned")
    assert [NOTHING] == part(tab, WAITING)
    assert ["Nothing is running."] == part(tab, RUNNING)
    assert "Nothing is planned." == part(tab, COMING)[0]


async def test_an_approver_finds_what_waits_until_it_is_signed(night: Night) -> None:
    """The sign-off is on their tab and on nobody else's, and gone once it is given."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    waiting = "\n".join(part(await night.opens_home("pia"), WAITING))
    assert "UAT Sign-off" in waiting
    assert [NOTHING] == part(await night.opens_home("ned"), WAITING)
    await night.types("pia", "approve")
    assert [NOTHING] == part(await night.opens_home("pia"), WAITING)


async def test_a_night_goes_by_on_the_tab(night: Night) -> None:
    """Approved it comes; begun it runs, and Go and the step wait for whose they are, and for nobody else."""
    await approved(night)
    coming = "\n".join(part(await night.opens_home("ned"), COMING))
    assert "Web shop 4.12.0, production: approved, Tue 1 Dec 23:00 CET" in coming
    await night.at("22:00")
    await night.types("ana", "begin override it was checked by telephone")
    for step in range(1, 5):
        await night.types("ana", f"step {step} done")
    assert "• Go" in part(await night.opens_home("ana"), WAITING)
    await night.types("ana", "go now")
    assert "5 Run database migrations" in "\n".join(part(await night.opens_home("dba"), WAITING))
    tab = await night.opens_home("ned")
    assert "deploying" in "\n".join(part(tab, RUNNING))
    assert [NOTHING] == part(tab, WAITING)
    assert "Nothing is planned." == part(tab, COMING)[0]
    await night.types("ana", "step 5 start")
    await night.types("ana", "rollback critical the provider is down")
    assert "rolling back" in "\n".join(part(await night.opens_home("ned"), RUNNING))
