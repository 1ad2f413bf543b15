import pytest

from bot.deciding import Start
from bot.domain import intents as i
from bot.domain.hushing import HUSHED
from bot.domain.period import Period
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Lifecycle
from bot.queries import MOST_ENDED, Queries
from bot.storage.tables import message_table
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.domain import plans as p
from tests.bot.looked_back import kept, over, took


@pytest.fixture
async def play(database: Database) -> w.Play:
    """The web shop's people."""
    play = w.Play(database)
    await play.people()
    return play


async def where(play: w.Play, wanted: str = "", channel: str = w.CHANNEL, thread: str = "") -> str:
    """The deployment that is meant, or the kind of the refusal."""
    found = await Queries(play.database, play.clock).locate(wanted, channel=channel, thread=thread)
    return found.because.value if isinstance(found, Refusal) else found


async def test_an_id_is_found_in_any_case(play: w.Play) -> None:
    """An ID may be typed in small letters, from any channel."""
    await play.start()

    assert await where(play, w.ID.lower(), channel="C9") == w.ID


async def test_an_id_that_matches_nothing_is_refused(play: w.Play) -> None:
    """A wrong ID is never taken for the channel's deployment."""
    await play.start()

    assert await where(play, "WEB-DEPLOY-999") == Because.UNKNOWN
    assert await where(play, "nonsense") == Because.UNKNOWN


async def test_an_id_without_a_number_is_the_open_run(play: w.Play) -> None:
    """Of two runs the open one is meant, whichever came last; with a number just that run."""
    await play.start()
    await play.start("ana")
    await play.do("ana", i.Cancel(reason="not today"), f"{w.ID}.2")

    assert await where(play, w.ID) == w.ID
    assert await where(play, f"{w.ID}.2") == f"{w.ID}.2"
    assert await where(play, f"{w.ID}.3") == Because.UNKNOWN


async def test_of_two_open_runs_each_has_its_own_id(play: w.Play) -> None:
    """The first run's ID means the first run while that is open, so that nobody cancels the other one."""
    await play.start()
    await play.start("ana")

    assert await where(play, w.ID) == w.ID
    assert await where(play, f"{w.ID}.1") == w.ID
    assert await where(play, f"{w.ID}.2") == f"{w.ID}.2"


@pytest.mark.parametrize("run", ["0", "02", "99999999999999999999999"])
async def test_a_run_that_never_was_is_refused(play: w.Play, run: str) -> None:
    """However odd the number behind the point is, it is just no run."""
    await play.start()
    await play.start("ana")

    assert await where(play, f"{w.ID}.{run}") == Because.UNKNOWN


async def test_an_id_without_a_number_is_the_latest_run_when_all_are_closed(play: w.Play) -> None:
    """When nothing is open any more, the last run is meant."""
    for run in (w.ID, f"{w.ID}.2"):
        await play.start()
        await play.do("ana", i.Cancel(reason="not today"), run)

    assert await where(play, w.ID) == f"{w.ID}.2"


async def test_the_id_may_be_left_out_where_one_is_open(play: w.Play) -> None:
    """In a channel with one open deployment nobody types its ID."""
    await play.start()

    assert await where(play) == w.ID
    assert await where(play, channel="C9") == Because.UNKNOWN


async def test_the_id_is_asked_for_where_several_are_open(play: w.Play) -> None:
    """With two open deployments in a channel the refusal names both."""
    await play.start()
    await play.start("ana")
    found = await Queries(play.database, play.clock).locate("", channel=w.CHANNEL)

    assert isinstance(found, Refusal)
    assert f"{w.ID}.2, {w.ID}" in found.text


async def test_a_closed_deployment_is_named_where_none_is_open(play: w.Play) -> None:
    """Whoever leaves out the ID after the end hears which was the last one here; or that one is meant."""
    await play.start()
    await play.do("ana", i.Cancel(reason="not today"))
    queries = Queries(play.database, play.clock)
    found = await queries.locate("", channel=w.CHANNEL)

    assert isinstance(found, Refusal)
    assert w.ID in found.text
    assert w.ID == await queries.locate("", channel=w.CHANNEL, or_latest=True)
    assert isinstance(await queries.locate("", channel="C9", or_latest=True), Refusal)


async def test_a_thread_is_its_deployments(play: w.Play) -> None:
    """In the thread under a status message its deployment is meant, also when several are open."""
    await play.start()
    await play.start("ana")
    here = message_table.c.deployment == w.ID
    await play.database.write(lambda c: c.execute(message_table.update().where(here).values(ts="17.5")))

    assert await where(play, thread="17.5") == w.ID
    assert await where(play, thread="99.9") == Because.INCOMPLETE


async def test_what_waits_for_somebody(play: w.Play) -> None:
    """A signer sees the rows that wait for them, a bystander nothing, and nothing more once signed."""
    await play.start()
    await play.do("tess", i.Submit())
    queries = Queries(play.database, play.clock)
    ((known, asked),) = await queries.waiting_for("U0PIA")
    await play.do("pia", i.GiveSignOff())

    assert (known.state.id, len(asked)) == (w.ID, 2)
    assert await queries.waiting_for("U0PIA") == ()
    assert await queries.waiting_for("U0NED") == ()


async def test_open_deployments_come_in_the_order_of_their_windows(play: w.Play) -> None:
    """The list shows tonight before tomorrow, and nothing that is over."""
    await play.start(start="2026-12-03 23:00")
    await play.start(start="2026-12-01 23:00")
    await play.start(start="2026-12-02 23:00")
    await play.do("ana", i.Cancel(reason="not today"), f"{w.ID}.3")
    found = await Queries(play.database, play.clock).open_deployments()

    assert [f"{w.ID}.2", w.ID] == [known.state.id for known in found]


async def test_one_deployment_is_read_by_its_id(play: w.Play) -> None:
    """A deployment comes with its plan; one that does not exist is none."""
    await play.start()
    queries = Queries(play.database, play.clock)
    known = await queries.deployment(w.ID)

    assert known is not None
    assert len(known.plan.steps) == 14
    assert known.undelivered == ()
    assert await queries.deployment("NOPE-1") is None


async def test_roles_that_nobody_fills_are_named(play: w.Play) -> None:
    """What the document leaves empty is asked for, until the roster fills it."""
    text = w.text().replace("Sefa Yilmaz (@sec)", "").replace("+49 30 5550 1008", "")
    outcome = await play.service.start(
        Start(text=text, stem="web-shop", channel=w.CHANNEL), actor="U0TESS", key="start"
    )
    queries = Queries(play.database, play.clock)
    assert outcome.plan is not None
    before = await queries.unfilled_roles(outcome.plan, "web-shop")
    await play.service.set_role("Security Lead", ["U0NED"], [], actor="U0TESS", key="roster")

    assert before == {"Security Lead": ()}
    assert await queries.unfilled_roles(outcome.plan, "web-shop") == {}


async def test_the_last_run_s_people_are_offered(play: w.Play) -> None:
    """Who was chosen for a role in the last run is offered again, unless they left Slack."""
    text = w.text().replace("Sefa Yilmaz (@sec)", "").replace("+49 30 5550 1008", "")
    people = {"Security Lead": ("U0NED", "U0SEC")}
    start = Start(text=text, stem="web-shop", channel=w.CHANNEL, people=people)
    outcome = await play.service.start(start, actor="U0TESS", key="start")
    assert outcome.plan
    await play.service.note_directory([w.user("ned", active=False)])
    offered = await Queries(play.database, play.clock).unfilled_roles(outcome.plan, "web-shop")

    assert {"Security Lead": ["U0SEC"]} == {role: [p.id for p in found] for role, found in offered.items()}


async def test_the_roster_is_read_as_it_was_set(play: w.Play) -> None:
    """The roster shows roles as they were typed, with the ids that stand for them."""
    await play.service.set_role("Security Lead", ["U0NED"], ["U0SAM"], actor="U0TESS", key="roster")
    roster = await Queries(play.database, play.clock).roster()

    assert [("Security Lead", ("U0NED",), ("U0SAM",))] == [
        (role.role, role.people, role.deputies) for role in roster.roles.values()
    ]


async def test_what_is_over_is_found_in_the_days_of_whoever_asks(play: w.Play) -> None:
    """The time, in their zone; those that ended then, with how many there are, and their figures."""
    await play.service.note_directory([w.user("ana", timezone="Europe/Berlin")])
    await play.start()
    await play.do("ana", i.Cancel(reason="twice"))
    queries = Queries(play.database, play.clock)
    today = Period(first=w.EVENING.date(), last=w.EVENING.date())
    found = await queries.ended("U0ANA", today, "", "")
    summed = await queries.figures("U0ANA", today, "web-shop")
    of_others = await queries.ended("U0ANA", today, "", "U0NOBODY")

    assert ("Europe/Berlin", "2026-11-30T23:00:00+00:00") == (found.zone, found.since.isoformat())
    assert ([w.ID], 1, 0) == ([state.id for state in found.states], found.count, of_others.count)
    assert ({Lifecycle.CANCELLED: 1}, "web-shop") == (summed.figures.outcomes, summed.service)


async def test_what_a_list_leaves_out_is_counted(database: Database) -> None:
    """Twenty are shown of however many there are."""
    many = [over(f"A-{n}", Lifecycle.COMPLETED, days=-2) for n in range(MOST_ENDED + 1)]
    await kept(database, *many)
    queries = Queries(database, w.standing_clock())
    found = await queries.ended("U0ANA", Period(), "", p.PIA.id)
    assert (MOST_ENDED, MOST_ENDED + 1) == (len(found.states), found.count)


async def test_what_past_runs_took_is_told_until_it_begins(database: Database) -> None:
    """Of an open one after three that completed; what has begun, or is not there, hears nothing."""
    runs = [took(over(f"A-{n}", Lifecycle.COMPLETED), "6", 50) for n in range(3)]
    await kept(database, *runs)
    queries = Queries(database, w.standing_clock())
    found = await queries.learnt(w.ID)
    assert [("6", 50, 3)] == [
        (each.step.number, each.minutes, each.runs) for each in found if each.step.number == "6"
    ]
    assert ((), ()) == (await queries.learnt("A-1"), await queries.learnt("NOPE-1"))


async def test_people_read_no_secret(play: w.Play) -> None:
    """Whichever way they ask; what carries a plan out has it whole."""
    text = w.text().replace("./migrate.sh up", "./migrate.sh --password hunter2-blue up")
    await play.service.start(Start(text=text, stem="web-shop", channel=w.CHANNEL), actor="U0TESS", key="s")
    queries = Queries(play.database, play.clock)
    whole, told = await queries.deployment(w.ID), await queries.told(w.ID)
    home = await queries.home("U0TESS", play.clock.now())
    assert told
    shown = (told, await queries.open_deployments(), await queries.waiting_for("U0TESS"), home)
    assert "hunter2-blue" in f"{whole}"
    assert f"--password {HUSHED} up" in f"{told}"
    assert [] == [each for each in shown if "hunter2-blue" in f"{each}"]
    assert await queries.told("NOPE-1") is None
