"""`tminus doctor`: the configuration against the real services, and what is stuck; one line each.

Each line says what was found and, where it is no good, what to do. No line holds a secret: values of settings
are never shown, and what a service says of them was cleaned by whoever speaks to it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.bell import why_deaf
from bot.clock import as_real_time, real_now
from bot.document.check import check
from bot.document.findings import Level
from bot.document.parse import parse
from bot.domain.monitors import Monitor
from bot.domain.plan import Channel
from bot.domain.refusals import Refusal
from bot.errors import Permanent, TMinusError, Transient, Unauthorized
from bot.storage import dead_letters, deployments, directory, errands, lanes
from bot.storage.clock import load_origin
from bot.storage.measures import measure
from bot.storage.unit_of_work import PATIENT, Database, safety
from commands.plans import Plans
from commands.slack_api import SCOPES, create_client, create_session, greet
from commands.socket import socket_address
from migrations.run import is_current
from tminus.look_at_monitors import look_at_grafana, look_at_pagerduty, look_at_prometheus
from tminus.look_at_smoke_tests import look_at_smoke_tests
from tminus.look_at_webhooks import look_at_webhooks, odd_reports
from tminus.settings import Settings
from tminus.verdicts import Check, bad, good, off
from tminus.ways import has_email, mail_client, open_statuspage

CLOCK_OFF = timedelta(minutes=1)
"""Slack's requests are refused from five minutes on; long before that the machine's clock is not kept."""
WAITS_TOO_LONG = timedelta(minutes=2)
"""What could be delivered, or is due, waits so long only where no worker runs or Slack is away."""
LOOKED_AT = 100
"""Deployments of which is looked whom their mails did not reach."""
ELSEWHERE = frozenset(way.value for way in (*Channel, *Monitor) if way is not Channel.SLACK)
"""Where a lane leads that is no conversation."""


async def examine(settings: Settings) -> AsyncIterator[Check]:
    """Every check, each as soon as it is known."""
    for found in _settings(settings):
        yield found
    monitors = (look_at_pagerduty, look_at_grafana, look_at_prometheus)
    parts = (_database, _slack, _statuspage, _email, *monitors, look_at_smoke_tests)
    for part in (*(look(settings) for look in parts), _plans(settings.plans_dir)):
        async for found in part:
            yield found


def _settings(settings: Settings) -> Iterator[Check]:
    is_socket = bool(settings.slack_app_token.get_secret_value())
    needed = ["SLACK_BOT_TOKEN", *([] if is_socket else ["SLACK_SIGNING_SECRET"])]
    missing = [name for name in needed if not getattr(settings, name.lower()).get_secret_value()]
    for name in missing:
        yield bad("settings", f"{name} is not set: see .env.example")
    if not missing:
        way = "Socket Mode" if is_socket else "HTTP, each request signed"
        yield good("settings", f"complete; Slack is heard over {way}")


async def _database(settings: Settings) -> AsyncIterator[Check]:
    url = settings.database_url
    is_file = url.get_backend_name() == "sqlite"
    if is_file and not await asyncio.to_thread(Path(url.database or "").exists):
        yield bad("database", f"there is no {url.database} yet: `tminus serve` or `tminus migrate` makes it")
        return
    try:
        if not await asyncio.to_thread(is_current, url):
            yield bad("database", "its schema is not current: run `tminus migrate`")
            return
    except Transient as error:
        yield bad("database", str(error))
        return
    database = Database(url)
    try:
        for found in await database.read(_rows, patience=PATIENT):
            yield found
        webhooks = partial(look_at_webhooks, settings=settings, now=real_now())
        for found in await database.read(webhooks, patience=PATIENT):
            yield found
        if not is_file:
            yield _waking(await why_deaf(database))
    except TMinusError as error:
        yield bad("database", str(error))
    finally:
        await database.close()


def _waking(why: str) -> Check:
    """Whether one process wakes another through the database. It does without, and a little later."""
    if not why:
        return good("waking", "a worker hears at once what another process wrote")
    until_then = "messages wait up to a second, the rest up to five, and nothing is lost"
    mend = "A pooler in transaction mode does that: give workers one in session mode, or the server itself"
    return off("waking", f"{why}, so workers look: {until_then}. {mend} (docs/operations.md)")


def _rows(connection: Connection) -> list[Check]:
    """What the database says of itself, and what is stuck in it."""
    found, is_safe = safety(connection)
    mend = "" if is_safe else ": what was acknowledged may be lost in a power cut, turn it on"
    return [
        (good if is_safe else bad)("database", f"its schema is current; {found}{mend}"),
        *_waiting(connection),
        *_missed(connection),
        *_dead_letters(connection),
        *_blocked(connection),
        *_failing(connection),
        *_not_understood(connection),
    ]


def _waiting(connection: Connection) -> Iterator[Check]:
    now = real_now()
    origin = load_origin(connection) or as_real_time(now)
    measured = measure(connection, now)
    for what, since, clock in (
        ("deliveries", measured.oldest, now),
        ("timers", measured.timer_due, origin.at(now)),
    ):
        if since and clock - since > WAITS_TOO_LONG:
            late = f"the oldest waits since {_instant(since)}: is a worker running, and does the log say why?"
            yield bad(what, late)
        else:
            yield good(what, "none is late")


def _dead_letters(connection: Connection) -> Iterator[Check]:
    # An answer that is about no deployment is of its moment: nobody can have it sent again.
    letters = [letter for letter in dead_letters.everywhere(connection, real_now()) if letter.deployment]
    names = directory.handles(connection, {lanes.conversation_of(letter.lane) for letter in letters})
    for letter in letters:
        place = _place(lanes.conversation_of(letter.lane), names)
        what = f"{letter.deployment}, {letter.kind} to {place}, since {_instant(letter.since)}: {letter.why}"
        mend = f"Mend that, then the lead types /deploy resend {letter.deployment}"
        yield bad("dead letter", f"{what}. {mend}")
    if not letters:
        yield good("dead letters", "none")


def _missed(connection: Connection) -> Iterator[Check]:
    """Addresses that mails of deployments which are not over did not reach."""
    for state in deployments.open_deployments(connection, LOOKED_AT):
        for address, why in state.missed.items():
            yield bad("email", f"{state.id}: no mail reached {address}: {why}. Is the address right?")


def _blocked(connection: Connection) -> Iterator[Check]:
    blocked = lanes.all_blocked(connection)
    names = directory.handles(connection, {lanes.conversation_of(lane) for lane in blocked})
    for lane, why in blocked.items():
        place = _place(lanes.conversation_of(lane), names)
        yield bad("channel", f"{lanes.deployment_of(lane)} cannot speak in {place}: {why}")


def _failing(connection: Connection) -> Iterator[Check]:
    """Where audiences are told beside Slack, and it does not work now."""
    for way in sorted(ELSEWHERE):
        if waiting := lanes.failing_into(connection, way):
            since, named = _instant(min(waiting.values())), ", ".join(map(lanes.deployment_of, waiting))
            text = f"what is to be told there waits since {since} ({named}), and is tried again by itself"
            yield bad(way, f"{text}. The log says why it does not work")


def _not_understood(connection: Connection) -> Iterator[Check]:
    unread = errands.not_understood(connection)
    for id_, since in unread.items():
        text = f"errand {id_} of {_instant(since)}: a newer version wrote it. Install that one again"
        yield bad("payload not understood", text)
    odd = odd_reports(connection)
    yield from odd
    if not unread and not odd:
        yield good("payloads not understood", "none")


def _place(conversation: str, names: Mapping[str, str]) -> str:
    if conversation.partition(":")[0] in set(Monitor):
        return conversation
    if conversation in ELSEWHERE:
        return f"the {conversation}"
    sign = "@" if conversation.startswith(("U", "W")) else "#"
    name = names.get(conversation)
    return f"{sign}{name} ({conversation})" if name else conversation


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


async def _slack(settings: Settings) -> AsyncIterator[Check]:
    token = settings.slack_bot_token.get_secret_value()
    app_token = settings.slack_app_token.get_secret_value()
    if not token:
        return
    async with create_session() as session:
        client = create_client(token, session, settings.slack_api_url)
        try:
            greeting = await greet(client)
        except (Unauthorized, Permanent) as error:
            yield bad("Slack", f"{error}. Compare SLACK_BOT_TOKEN with the app's page, OAuth & Permissions")
            return
        except TMinusError as error:
            yield bad(
                "Slack", f"{error}. Is there a way from here to it? HTTPS_PROXY and SLACK_API_URL count"
            )
            return
        yield good("Slack", f"the token is {greeting.user}'s, in {greeting.team}")
        yield _scopes(greeting.scopes)
        yield _clock(greeting.at, real_now())
        if app_token:
            try:
                await socket_address(client, app_token)
            except TMinusError as error:
                yield bad("Socket Mode", str(error))
            else:
                yield good("Socket Mode", "the app token opens a connection")


async def _statuspage(settings: Settings) -> AsyncIterator[Check]:
    """The page is read, and nothing is changed there."""
    set_up = {"STATUSPAGE_API_KEY": settings.statuspage_api_key.get_secret_value()}
    set_up["STATUSPAGE_PAGE_ID"] = settings.statuspage_page_id
    missing = [name for name, value in set_up.items() if not value]
    if len(missing) == len(set_up):
        yield off("Statuspage", "not set up: what a plan says on the status page is not told there")
    elif missing:
        yield bad("Statuspage", f"{missing[0]} is not set, so nothing is told there: see docs/statuspage.md")
    else:
        async with AsyncExitStack() as stack:
            client = await open_statuspage(stack, settings)
            try:
                yield good("Statuspage", f"the key reads the page “{await client.page_name()}”")
            except TMinusError as error:
                yield bad("Statuspage", f"{error}: see docs/statuspage.md")


async def _email(settings: Settings) -> AsyncIterator[Check]:
    """The mail server is greeted and logged in at; nothing is sent."""
    if not has_email(settings):
        yield off("email", "not set up: what a plan says by email is not sent")
        return
    try:
        greeting = await mail_client(settings).greet()
    except TMinusError as error:
        yield bad("email", f"{error}: see docs/email.md")
        return
    over = "over TLS" if greeting.is_encrypted else "without TLS"
    login = "logs us in" if greeting.is_logged_in else "asks for no login"
    yield good(
        "email", f"the mail server answers {over} and {login}; mail is sent from {settings.email_from}"
    )


def _scopes(granted: frozenset[str] | None) -> Check:
    if granted is None:
        return off("Slack scopes", "this Slack does not say what the token may do")
    if missing := sorted(SCOPES - granted):
        mend = "paste slack-manifest.yaml on the app's page once more and install the app again"
        return bad("Slack scopes", f"{', '.join(missing)} missing: {mend}")
    return good("Slack scopes", f"all {len(SCOPES)} are granted")


def _clock(theirs: datetime | None, ours: datetime) -> Check:
    if theirs is None:
        return off("clock", "this Slack does not say what time it is")
    off_by = abs(ours - theirs)
    seconds = f"{off_by.total_seconds():.0f} s"
    if off_by > CLOCK_OFF:
        return bad(
            "clock", f"{seconds} off Slack's: let the machine keep its clock, else requests are refused"
        )
    return good("clock", f"at most {seconds} off Slack's")


async def _plans(folder: Path) -> AsyncIterator[Check]:
    if not await asyncio.to_thread(folder.is_dir):
        yield bad("plans", f"PLANS_DIR names {folder}, which is no folder")
        return
    plans, count = Plans(folder), 0
    for known in await plans.known():
        read = await plans.read(known.stem)
        if isinstance(read, Refusal):
            yield bad("plans", f"{known.stem}.md: {read.text}")
            continue
        count += 1
        errors = [finding for finding in check(parse(read[1])) if finding.level is Level.ERROR]
        if errors:
            text = (
                f"{known.stem}.md has {len(errors)} errors that stop `submit`: `tminus plan check` lists them"
            )
            yield off("plans", text)
    yield good("plans", f"{count} in {folder} can be started")
