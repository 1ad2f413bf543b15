import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.bell import listen
from bot.clock import real_now
from bot.deciding import Start
from bot.domain import events as e, intents as i
from bot.domain.hushing import HUSHED
from bot.storage.clock import load_origin
from bot.storage.tables import directory_table
from sandbox.model import Message
from tests.bot import web_shop as w
from tests.pretend_slack import TOKEN, Slack
from tests.waiting import until
from tminus.house import House, Part, open_house
from tminus.settings import Settings, read_settings

LISTENERS = "FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN tminus'"
EVENING = {"clock_start": w.EVENING, "clock_speed": 0}


def settings_for(slack: Slack, database_url: str, **more: object) -> Settings:
    """A process on this database, beside the pretend Slack."""
    return read_settings(
        database_url=database_url,
        plans_dir=w.PLANS,
        slack_api_url=f"{slack.http.base_url}/api",
        slack_bot_token=TOKEN,
        slack_signing_secret="a-secret-of-tests",
        slack_app_token="",
        **{**EVENING, **more},
    )


async def started(house: House) -> None:
    """Tess starts the web shop's plan."""
    await house.service.note_directory([w.user(handle) for handle in w.NAMES])
    start = Start(text=w.text(), stem="web-shop", channel=w.CHANNEL)
    await house.service.start(start, actor="U0TESS", key="start")


def posted(slack: Slack) -> list[Message]:
    """What the bot said in the web shop's channel."""
    return slack.messages(w.CHANNEL)


async def test_what_one_process_writes_another_delivers(slack: Slack, database_url: str) -> None:
    """A process that only hears delivers nothing; a worker finds its rows."""
    settings = settings_for(slack, database_url)
    async with open_house(settings, Part.WEB) as web:
        await started(web)
        assert [] == await slack.calls("chat.postMessage")
        async with open_house(settings, Part.WORKER) as worker:

            async def is_posted() -> bool:
                return bool(posted(slack))

            await until(is_posted)
            assert await worker.queries.deployment(w.ID)


async def test_what_the_setting_calls_a_secret_is_kept_of_nothing_that_is_written(
    slack: Slack, database_url: str
) -> None:
    """Every plan of the house knows its names, and so does whatever takes secrets out of words."""
    settings = settings_for(slack, database_url, secret_names="SALT")
    async with open_house(settings, Part.WEB) as house:
        await started(house)
        said = i.AddNote(text="salt=abc was wrong")
        outcome = await house.service.handle(said, deployment=w.ID, actor="U0TESS", key="note")
        assert outcome.plan
        assert ("SALT",) == outcome.plan.secret_names
        assert [f"salt={HUSHED} was wrong"] == [
            event.text for event in outcome.events if isinstance(event, e.NoteAdded)
        ]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_only_hears_rings_and_who_delivers_listens(slack: Slack, database_url: str) -> None:
    """A start is told through the database; a worker has the connection on which it hears that."""
    settings, heard = settings_for(slack, database_url), asyncio.Event()
    async with open_house(settings, Part.WEB) as web:
        listening = asyncio.create_task(listen(web.database, heard.set))
        await heard.wait()
        heard.clear()
        await started(web)
        await asyncio.wait_for(heard.wait(), 30)
        listening.cancel()
    count = text(f"SELECT count(*) {LISTENERS}")
    async with open_house(settings, Part.WORKER) as worker:

        async def listens() -> bool:
            return bool(await worker.database.read(lambda c: c.execute(count).scalar()))

        await until(listens)


async def test_a_process_that_does_both_wakes_itself(slack: Slack, database_url: str) -> None:
    """What is committed is delivered, and the workspace is read at the start."""
    async with open_house(settings_for(slack, database_url), Part.WEB | Part.WORKER) as house:
        ruth = select(directory_table.c.name).where(directory_table.c.id == "U0RUTH")

        async def knows_ruth() -> bool:
            return bool(await house.database.read(lambda c: c.execute(ruth).scalar()))

        await until(knows_ruth)
        await started(house)

        async def is_posted() -> bool:
            return bool(posted(slack))

        await until(is_posted)


async def test_processes_and_restarts_agree_about_the_plans_clock(slack: Slack, database_url: str) -> None:
    """Whoever starts first sets it; whoever comes later, with another start, finds it as it was set."""
    async with open_house(settings_for(slack, database_url), Part.WEB) as first:
        await first.skip_to(w.EVENING + timedelta(hours=3))
        assert w.EVENING + timedelta(hours=3) == first.clock.now()
    later = settings_for(slack, database_url, clock_start=w.EVENING + timedelta(days=9), clock_speed=60)
    async with open_house(later, Part.WEB) as second:
        assert first.clock.origin == second.clock.origin


async def test_a_real_workspace_has_real_time(slack: Slack, database_url: str) -> None:
    """What a rehearsal on this database left behind is forgotten, for good."""
    async with open_house(settings_for(slack, database_url), Part.WEB):
        pass
    real = read_settings(database_url=database_url, slack_bot_token="xoxb", slack_signing_secret="x")
    before = real_now()
    async with open_house(real, Part.WEB) as house:
        assert before <= house.clock.now() <= real_now()
        assert await house.database.read(load_origin) is None


async def broken(settings: Settings) -> None:
    """A process whose database lost a table while it ran."""
    async with open_house(settings, Part.WEB | Part.WORKER) as house:
        await house.database.write(lambda c: c.execute(text("ALTER TABLE lane RENAME TO gone")))
        house.wake()
        await asyncio.Event().wait()


async def test_a_worker_that_breaks_down_takes_the_process_with_it(slack: Slack, database_url: str) -> None:
    """Half a process would look alive: what nobody foresaw ends it, so that it is started anew."""
    with pytest.raises(ExceptionGroup):
        await broken(settings_for(slack, database_url))


async def test_a_closed_house_keeps_nothing_open(slack: Slack, database_url: str) -> None:
    """Database and connections to Slack are closed when it ends, also when it ends by an error."""
    with pytest.raises(ExceptionGroup):
        async with open_house(settings_for(slack, database_url), Part.WEB | Part.WORKER) as house:
            raise LookupError
    assert house.client.session
    assert house.client.session.closed
    with pytest.raises(RuntimeError, match="after shutdown"):
        await house.database.read(load_origin)
