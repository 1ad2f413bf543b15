from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Connection, insert, update
from starlette.middleware.base import RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response

from bot.clock import real_now
from bot.parcels import GIVE_UP_AFTER
from bot.ports import DirectoryEntry
from bot.storage.tables import errand_table, lane_table, outbox_table
from bot.storage.unit_of_work import Database
from commands.slack_api import SCOPES
from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.cast import octal
from tests.bot import web_shop as w
from tests.pretend_pooler import pooler
from tests.pretend_smtp import PASSWORD, USER, smtp_server
from tests.pretend_statuspage import KEY, NAME, PAGE, PretendStatuspage
from tests.serving import address_of, free_port, served
from tminus.doctor import CLOCK_OFF, _clock as clock_check, examine
from tminus.settings import Settings, read_settings
from tminus.verdicts import Verdict

SLACK = ("Slack", "Slack scopes", "clock", "Socket Mode")
TOKEN, APP_TOKEN, SECRET = "xoxb-of-the-doctor", "xapp-of-the-doctor", "signed-by-the-doctor"


@asynccontextmanager
async def pretend_slack(*scopes: str) -> AsyncIterator[str]:
    """The address of a workspace whose bot token may do this."""
    link = BotLink(
        events_url="http://bot.test",
        signing_secret=SECRET,
        bot_token=TOKEN,
        app_token=APP_TOKEN,
        scopes=scopes,
    )
    app = create_app(octal(), link)

    @app.middleware("http")
    async def dated(request: Request, answer: RequestResponseEndpoint) -> Response:
        """As Slack's servers do, and the tests' own do not."""
        response = await answer(request)
        response.headers["date"] = format_datetime(real_now(), usegmt=True)
        return response

    with free_port() as listening:
        async with served(app, listening):
            yield f"{address_of(listening)}/api"


def settings_for(api: str, database_url: str, **more: object) -> Settings:
    usual = {"slack_bot_token": TOKEN, "slack_signing_secret": SECRET, "plans_dir": w.PLANS}
    return read_settings(slack_api_url=api, database_url=database_url, **{**usual, **more})


async def lines(settings: Settings) -> list[str]:
    return [str(check) async for check in examine(settings)]


def told(found: list[str], what: str) -> list[str]:
    """The lines about something."""
    return [line for line in found if f" {what}: " in line]


def failures(found: list[str]) -> list[str]:
    return [line for line in found if line.startswith(Verdict.BAD)]


async def test_all_is_well(database_url: str) -> None:
    """Settings, database, tokens, scopes, clock and plans are each looked at, with one line each."""
    async with pretend_slack(*SCOPES) as api:
        found = await lines(settings_for(api, database_url, slack_app_token=APP_TOKEN))
    assert [] == failures(found)
    for what in (*SLACK, "settings", "database", "deliveries", "timers", "dead letters"):
        assert [True] == [line.startswith("ok ") for line in told(found, what)], told(found, what)
    assert "2 in" in told(found, "plans")[0]
    assert "off Slack's" in told(found, "clock")[0]
    assert not [line for line in found for secret in (TOKEN, APP_TOKEN, SECRET) if secret in line]


async def test_what_is_not_set_up_is_no_failure(database_url: str) -> None:
    """It says who does it then."""
    async with pretend_slack(*SCOPES) as api:
        found = await lines(settings_for(api, database_url))
    assert ["--    smoke tests: SMOKE_ALLOWED_HOSTS is not set: people run the tests of 7.1"] == told(
        found, "smoke tests"
    )


@pytest.mark.parametrize(
    ("changed", "what", "words"),
    [
        ({"slack_bot_token": ""}, "settings", "SLACK_BOT_TOKEN is not set"),
        ({"slack_signing_secret": ""}, "settings", "SLACK_SIGNING_SECRET is not set"),
        ({"slack_bot_token": "xoxb-somebody-elses"}, "Slack", "SLACK_BOT_TOKEN"),
        ({"slack_app_token": "xapp-somebody-elses"}, "Socket Mode", "SLACK_APP_TOKEN"),
        ({"plans_dir": Path("/nowhere")}, "plans", "which is no folder"),
    ],
    ids=["no token", "no secret", "another's token", "another's app token", "no plans"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_set_wrongly_is_said(
    database_url: str, changed: Mapping[str, object], what: str, words: str
) -> None:
    """One line fails, names the setting and not its value."""
    async with pretend_slack(*SCOPES) as api:
        found = await lines(settings_for(api, database_url, **changed))
    [line] = failures(found)
    assert line in told(found, what)
    assert words in line
    assert "somebody-elses" not in line


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_scope_that_is_missing_is_named(database_url: str) -> None:
    """The app was installed from an older manifest: what it lacks, and what to do."""
    async with pretend_slack(*(SCOPES - {"files:read"})) as api:
        found = await lines(settings_for(api, database_url))
    [line] = failures(found)
    assert "files:read missing: paste slack-manifest.yaml" in line


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_slack_that_is_away_is_said(database_url: str) -> None:
    """Nobody answers: one line, and the rest is looked at all the same."""
    found = await lines(settings_for("http://127.0.0.1:1/api", database_url))
    [line] = failures(found)
    assert "cannot be reached. Is there a way from here to it?" in line
    assert told(found, "plans")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_pooler_that_wakes_nobody_is_no_failure(database_url: str) -> None:
    """It is said with what comes later then, and what to do; without it all is well."""
    async with pretend_slack(*SCOPES) as api, pooler(database_url, takes_listen=True) as address:
        direct, pooled = [await lines(settings_for(api, url)) for url in (database_url, address)]
    assert ["ok    waking: a worker hears at once what another process wrote"] == told(direct, "waking")
    [line] = told(pooled, "waking")
    assert line.startswith(
        "--    waking: what NOTIFY says does not come through, so workers look: messages wait"
    )
    assert "session mode, or the server itself" in line
    assert [] == failures(pooled)


def made_in(folder: Path) -> list[Path]:
    """What somebody put into a folder."""
    return list(folder.iterdir())


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///nowhere.db", "there is no nowhere.db yet"),
        ("postgresql://nobody@127.0.0.1:1/nothing", "DATABASE_URL: the database cannot be used"),
    ],
)
async def test_a_database_that_cannot_be_used_is_said(
    url: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why, and nothing is made by looking."""
    monkeypatch.chdir(tmp_path)
    async with pretend_slack(*SCOPES) as api:
        [line] = failures(await lines(settings_for(api, url)))
    assert words in line
    assert [] == made_in(tmp_path)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_schema_that_is_old_is_said(database_url: str) -> None:
    """And what to do."""
    database = Database(database_url)
    await database.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'"))
    await database.close()
    async with pretend_slack(*SCOPES) as api:
        [line] = failures(await lines(settings_for(api, database_url)))
    assert "run `tminus migrate`" in line


def stuck(connection: Connection) -> None:
    """All is a day old; one deployment's messages are dead in blocked lanes; an errand is not understood."""
    mine, now = f"{w.ID}|", real_now()
    for change in (
        update(outbox_table).values(written_at=now - GIVE_UP_AFTER),
        update(outbox_table).where(outbox_table.c.lane.startswith(mine)).values(dead="msg_too_long"),
        update(lane_table).where(lane_table.c.key.startswith(mine)).values(blocked="it is archived"),
        insert(errand_table).values(
            id="e1", body='{"user": 7}', written_at=now, due_at=now, token="", failures=0
        ),
    ):
        connection.execute(change)


async def test_what_is_stuck_has_a_line_each(database: Database, database_url: str) -> None:
    """A dead letter with its place and remedy; a blocked channel; what waits; what is not understood."""
    play = w.Play(database)
    await play.people()
    await play.start()
    await play.start(version="4.13.0")
    channel = DirectoryEntry(id=w.CHANNEL, kind="channel", handle="web-shop-release", name="web-shop-release")
    await play.service.note_directory([channel])
    await database.write(stuck)
    async with pretend_slack(*SCOPES) as api:
        found = await lines(settings_for(api, database_url))
    [letter] = told(found, "dead letter")
    assert f"{w.ID}, status to #web-shop-release ({w.CHANNEL}), since " in letter
    assert f"msg_too_long. Mend that, then the lead types /deploy resend {w.ID}" in letter
    assert ["cannot speak in"] == [line[line.index("cannot") :][:15] for line in told(found, "channel")]
    assert "is a worker running" in told(found, "deliveries")[0]
    assert "errand e1" in told(found, "payload not understood")[0]
    assert 4 == len(failures(found))


async def test_a_plan_that_cannot_be_read_is_named(database_url: str, tmp_path: Path) -> None:
    """The others are counted."""
    (tmp_path / "good.md").write_text(w.text(), encoding="utf-8")
    (tmp_path / "latin.md").write_bytes("Übergabe".encode("latin-1"))
    async with pretend_slack(*SCOPES) as api:
        found = await lines(settings_for(api, database_url, plans_dir=tmp_path))
    [line] = failures(found)
    assert "latin.md" in line
    assert "1 in" in told(found, "plans")[-1]


@pytest.mark.parametrize(("off", "verdict"), [(-2, "FAIL"), (-1, "ok"), (0, "ok"), (1, "ok"), (2, "FAIL")])
def test_a_clock_that_is_not_kept_is_said(off: int, verdict: str) -> None:
    """A minute either way is taken, more is not: from five on Slack's requests are refused."""
    now = real_now()
    assert verdict == clock_check(now + off * CLOCK_OFF, now).verdict
    assert Verdict.OFF is clock_check(None, now).verdict


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({}, "--    Statuspage: not set up"),
        ({"statuspage_api_key": KEY}, "FAIL  Statuspage: STATUSPAGE_PAGE_ID is not set"),
        ({"statuspage_page_id": PAGE}, "FAIL  Statuspage: STATUSPAGE_API_KEY is not set"),
        (
            {"statuspage_api_key": KEY, "statuspage_page_id": PAGE},
            f"ok    Statuspage: the key reads the page “{NAME}”",
        ),
        (
            {"statuspage_api_key": "somebody-elses", "statuspage_page_id": PAGE},
            "FAIL  Statuspage: Statuspage does not accept the API key: see docs/statuspage.md",
        ),
        (
            {"statuspage_api_key": KEY, "statuspage_page_id": "another"},
            "FAIL  Statuspage: Statuspage knows no such page",
        ),
    ],
    ids=["not set up", "no page", "no key", "well", "another's key", "another page"],
)
async def test_the_status_page_is_read(database_url: str, settings: Mapping[str, object], line: str) -> None:
    """Whether the key reads the page; nothing is changed there."""
    page = PretendStatuspage()
    with free_port() as listening:
        async with served(page.app, listening) as address, pretend_slack(*SCOPES) as api:
            found = await lines(
                settings_for(api, database_url, **{"statuspage_api_url": address, **settings})
            )
    [told_of_it] = told(found, "Statuspage")
    assert told_of_it.startswith(line)
    assert [] == page.calls


@pytest.mark.parametrize(
    ("login", "line"),
    [
        ("", "ok    email: the mail server answers without TLS and asks for no login; mail is sent from"),
        (
            f"{USER}:{quote(PASSWORD, safe='')}@",
            "ok    email: the mail server answers without TLS and logs us in",
        ),
        ("somebody:else@", "FAIL  email: the mail server does not take the login of SMTP_URL (535"),
    ],
    ids=["no login", "well", "a wrong password"],
)
async def test_the_mail_server_is_greeted(database_url: str, login: str, line: str) -> None:
    """And logged in at where there is a login; no mail is sent."""
    async with smtp_server(needs_login=bool(login)) as server, pretend_slack(*SCOPES) as api:
        url = f"smtp://{login}127.0.0.1:{server.port}"
        settings = settings_for(api, database_url, smtp_url=url, email_from="deploy@octal.example")
        found = await lines(settings)
        assert [] == server.taken
    [told_of_it] = told(found, "email")
    assert told_of_it.startswith(line)


async def test_mail_may_be_not_set_up(database_url: str) -> None:
    """That is no failure."""
    async with pretend_slack(*SCOPES) as api:
        found = await lines(settings_for(api, database_url))
    assert ["--    email: not set up: what a plan says by email is not sent"] == told(found, "email")
