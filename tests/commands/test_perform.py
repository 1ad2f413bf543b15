import pytest

from bot.clock import real_now
from bot.deciding import Start
from bot.domain.learnt import Learnt
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Lifecycle
from bot.errors import Transient
from bot.ports import Place
from bot.queries import Queries
from bot.storage import alerts
from commands.blocks.kit import Content
from commands.command import StartPlan
from commands.perform import Asked, Performer
from commands.words import parse
from tests.bot import web_shop as w
from tests.bot.alerting import report
from tests.bot.looked_back import kept, over, took
from tests.commands.room import Room, user

UNFILLED = w.text().replace("Sefa Yilmaz (@sec)", "").replace("+49 30 5550 1008", "")


class Teller:
    """People who type, each command under a key of its own, and what they are told."""

    def __init__(self, room: Room) -> None:
        self.performer = Performer(room.parts.service, room.parts.queries, room.parts.plans)
        self._room = room

    def asked(self, who: str, thread: str = "") -> Asked:
        """Who asked, in the web shop's channel."""
        return Asked(user=user(who), channel=w.CHANNEL, key=self._room.play.key(), thread=thread)

    async def told(self, who: str, text: str, thread: str = "") -> str:
        """What somebody is answered."""
        content = await self.performer.perform(parse(text), self.asked(who, thread))
        return f"{content.text} {content.json}"


@pytest.fixture
def teller(room: Room) -> Teller:
    return Teller(room)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("help", "What T-Minus can do"),
        ("start", "/deploy start"),
        ("list", "No deployment is open"),
        ("list closed", "No deployment that you ask for ended between"),
        ("stats", "No deployment ended between"),
        ("mine", "Nothing waits for you"),
        ("roster", "The roster is empty"),
        ("freeze", "Nothing is frozen or locked"),
        ("alerts", "no alert came in that concerns no deployment"),
        ("alerts WEB-404", "There is no deployment WEB-404"),
        ("attach 7", "No deployment is open in this channel"),
        ("status", "No deployment is open in this channel"),
        ("record", "No deployment is open in this channel"),
        ("amend", "No deployment is open in this channel"),
        ("amend WEB-404", "There is no deployment WEB-404"),
        ("go", "No deployment is open in this channel"),
        ("unlock web-shop production safe", "lock"),
        ("start nothing 4", "There is no plan “nothing”"),
        ("aprove", "Did you mean"),
    ],
)
async def test_every_command_has_an_answer(teller: Teller, text: str, words: str) -> None:
    """Where there is nothing yet each kind of command is answered all the same, a refusal as one."""
    assert words in await teller.told("tess", text)


async def test_what_is_asked_in_a_thread_is_meant_of_its_deployment(room: Room, teller: Teller) -> None:
    """Where two are open in a channel the thread tells which; without one both are named."""
    await room.play.start()
    await room.play.start("ana")
    assert f"{w.ID}.2" in await teller.told("tess", "submit")
    await room.posted()
    root = next(message.ts for message in room.slack.messages(w.CHANNEL) if not message.is_reply)
    await teller.told("tess", "submit", thread=root)
    states = {known.state.id: known.state.state for known in await room.parts.queries.open_deployments()}
    assert {Lifecycle.IN_REVIEW, Lifecycle.DRAFT} == set(states.values())


async def test_a_command_is_done_once_for_its_key(room: Room, teller: Teller) -> None:
    """The same command again is answered alike and changes nothing more."""
    asked = teller.asked("tess")
    command = parse("start web-shop 4.12.0 2026-12-01 23:00")
    first, second = [await teller.performer.perform(command, asked) for _ in range(2)]
    assert first == second
    assert [w.ID] == [known.state.id for known in await room.parts.queries.open_deployments()]


async def test_a_start_remembers_whom_the_last_run_chose(room: Room, teller: Teller) -> None:
    """Roles that nobody fills are held as in the last run, unless the form named somebody, or nobody."""
    (room.plans / "web-shop.md").write_text(UNFILLED, "utf-8")
    start = Start(text=UNFILLED, stem="web-shop", channel=w.CHANNEL, people={"Security Lead": ("U0NED",)})
    await room.parts.service.start(start, actor="U0TESS", key="first")
    assert "U0NED" in await teller.told("tess", "start web-shop 4.12.1")
    form = StartPlan(plan="web-shop", version="4.12.2", start=None, people={})
    await teller.performer.start(form, teller.asked("tess"))
    holders = [
        [person.name for person in (await room.state(name)).holders("Security Lead").people]
        for name in (f"{w.ID}.2", f"{w.ID}.3")
    ]
    assert [["Ned Holm"], []] == holders


async def test_a_document_that_was_dropped_has_no_file_to_be_read_again(room: Room, teller: Teller) -> None:
    """Only what came from the folder is found there when it is amended."""
    command = StartPlan(plan="", version="4.12.0", start=None, people=None)
    told = await teller.performer.start_document(w.text(), "web-shop", command, teller.asked("tess"))
    assert isinstance(told, Content)
    assert "" == (await room.state()).source
    await teller.told("tess", "start web-shop 4.12.1")
    assert "web-shop" == (await room.state(f"{w.ID}.2")).source


async def test_a_start_that_is_refused_is_a_refusal(teller: Teller) -> None:
    """A form shows it where it was filled in; typed, it is an answer like any other."""
    command = parse("start web-shop 4.12.0")
    assert isinstance(command, StartPlan)
    refused = await teller.performer.start(command, teller.asked("ned"))
    assert isinstance(refused, Refusal)
    assert Because.NOT_YOURS is refused.because


async def test_keepers_change_what_holds_for_all(room: Room, teller: Teller) -> None:
    """Roster and freezes are answered with what they are now, or with who may."""
    assert "U0DBA" in await teller.told("tess", "roster DBA <@U0DBA|dba>")
    frozen = await teller.told("tess", "freeze all production 2026-12-24 2026-12-26 Christmas")
    assert "Christmas" in frozen
    for text in ("roster DBA <@U0NED|ned>", "freeze end 1 over"):
        assert "Only the workspace's admins" in await teller.told("ned", text)
    assert ("U0DBA",) == (await room.parts.queries.roster()).roles["dba"].people


async def test_an_alert_of_nobody_is_tied_by_its_number(room: Room, teller: Teller) -> None:
    """It is listed for everybody until the lead ties it; then it is the deployment's."""
    await room.play.start()
    for handle in ("tess", *w.SIGNERS):
        await teller.told(handle, "submit" if handle == "tess" else "approve")
    await room.play.database.write(lambda c: alerts.keep(c, (report(),), real_now()))
    (kept,) = await room.play.database.read(lambda c: alerts.untaken(c, 1))
    await room.play.database.write(lambda c: alerts.take(c, (kept.id,)))
    listed = await teller.told("tess", "alerts")
    assert "No alert came in for it." in listed
    assert "cart 5xx above 2 %" in listed
    assert "Only the Deployment Lead" in await teller.told("dba", f"attach {kept.id}")
    assert "is tied to this deployment" in await teller.told("ana", f"attach {kept.id}")
    assert "tied by hand, by Ana Castillo" in await teller.told("tess", "alerts")
    assert () == await room.parts.queries.loose_alerts()


def test_an_answer_belongs_where_it_was_asked() -> None:
    """In the thread, where there was one."""
    asked = Asked(user="U0ANA", channel="C1", key="k", thread="1.0")
    assert Place(channel="C1", thread="1.0") == asked.place


class Unread(Queries):
    """The database is away as soon as it is asked what was learnt."""

    async def learnt(self, deployment: str) -> tuple[Learnt, ...]:
        raise Transient(f"the database is away: {deployment}")


async def test_past_runs_are_told_where_a_plan_is_looked_at(room: Room, teller: Teller) -> None:
    """As it is started, shown and submitted; where they cannot be read, the rest is answered all the same."""
    runs = [took(over(f"A-{n}", Lifecycle.COMPLETED), "6", 50) for n in range(3)]
    await kept(room.play.database, *runs)
    told = "the last 3 runs took 50 min (median)"
    assert told in await teller.told("tess", f"status {w.ID}")
    assert told in await teller.told("tess", "start web-shop 4.13.0 2026-12-03 23:00")
    parts = room.parts
    away = Performer(parts.service, Unread(room.play.database, room.play.clock), parts.plans)
    answer = await away.perform(parse(f"status {w.ID}"), teller.asked("tess"))
    assert told not in f"{answer.json}"
    assert told in await teller.told("tess", f"submit {w.ID}")
