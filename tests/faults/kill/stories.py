"""The stories in whose course processes are killed, and the scenes that they begin with."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.model import Message
from tests.bot.machines import PretendMetrics, PretendTester
from tests.bot.web_shop import PLANS
from tests.faults.kill.ground import Ground
from tests.faults.kill.harness import Act, Scene, Story
from tests.faults.kill.sent import compare_sent
from tests.faults.kill.slack_side import SlackSide
from tests.faults.kill.victim import CLOCK, GRAFANA, PAGERDUTY
from tests.integrations.payloads import hmac_of
from tests.scenario.evening import evening, set_clock
from tests.scenario.monitors import TO_GRAFANA, TO_PAGERDUTY
from tests.scenario.night import CHANNEL, Element, Night, elements, instant, user
from tests.scenario.pages import acknowledged, paged, pretend
from tests.scenario.test_alerts import fires
from tests.scenario.test_first_journey import SIGNERS
from tests.scenario.test_run import approved, before_go, deploying
from tminus.house import Part
from tminus.ways import Machines

Deed = Callable[[Night], Awaitable[None]]
PLAN = "web-shop.md"
START = "start web-shop 4.12.0 2026-12-01 23:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a scene comes about: what is done, what is then asked for and not delivered, what time it is.

    `is_paged`: PagerDuty is set up. `is_watched`: machines say whether it works; `is_open`: by what the shop
    answers.
    """

    done: Deed
    waits: tuple[tuple[str, str], ...] = ()
    time: str = ""
    is_paged: bool = False
    is_watched: bool = False
    is_open: bool = False


async def scene(ground: Ground, setting: Setting) -> Scene:
    """A database and a workspace in which all of that has happened."""
    url = ground.copy(ground.template)
    pagerduty = pretend() if setting.is_paged else None
    machines = Machines(tester=PretendTester(), metrics=PretendMetrics({"orders": 40.0}))
    watched = evening(url, machines=machines if setting.is_watched else None)
    async with paged(url, pagerduty) if pagerduty else watched as night:
        await setting.done(night)
        world = night.world
    if setting.waits:
        # A house that only hears delivers nothing.
        async with evening(url, world=world, parts=Part.WEB) as night:
            for who, text in setting.waits:
                typed = {"user": user(who), "channel": CHANNEL, "text": text}
                answer = (await night.sandbox.post("/sandbox/command", json=typed)).json()
                assert not answer["error"], answer
    if setting.time:
        await set_clock(url, instant("2026-12-01", setting.time))
    return Scene(
        ground=ground,
        database_url=url,
        world=world,
        plans_dir=PLANS,
        pagerduty=pagerduty,
        is_watched=setting.is_watched,
        is_open=setting.is_open,
    )


def presses(who: str, label: str) -> Act:
    """Somebody presses a button that they see, or saw before the screen was brought up to date."""

    async def act(side: SlackSide) -> bool:
        there = _elements(side, who, label, is_stale=False)
        found = there or _elements(side, who, label, is_stale=True)
        newest = max(found, key=lambda element: float(element.ts))
        what = newest.pressed(user(who), stale=not there)
        return not (await side.deed("press", what))["error"]

    return act


def types(who: str, text: str) -> Act:
    """Somebody types `/deploy …`; a refusal is an answer, too."""

    async def act(side: SlackSide) -> bool:
        typed = {"user": user(who), "channel": CHANNEL, "text": text}
        return not (await side.deed("command", typed))["error"]

    return act


def continues(who: str, reason: str) -> Act:
    """Somebody presses Continue and says why; a form that is refused has been answered."""

    async def act(side: SlackSide) -> bool:
        if not await presses(who, "Continue")(side):
            return False
        view = side.world.modals[user(who)][-1]
        filled = {"user": user(who), "view_id": view.id, "values": {"reason": reason}}
        return (await side.deed("view/submit", filled))["error"] in {"", "errors"}

    return act


def becomes(time: str) -> Act:
    """The plan's clock moves on to a time of that night."""

    async def act(side: SlackSide) -> bool:
        return await side.monitor(f"{CLOCK}/{instant('2026-12-01', time).isoformat()}", b"", {})

    return act


def _elements(side: SlackSide, who: str, label: str, *, is_stale: bool) -> list[Element]:
    """Those of a label that somebody sees, or saw before, the latest first."""
    return [
        element
        for place in side.world.visible_to(user(who))
        for message in place.seen_by(user(who))
        for blocks in (message.earlier[::-1] if is_stale else [message.blocks])
        for element in elements({"channel": place.id, "ts": message.ts, "blocks": blocks})
        if element.label == label
    ]


def _posts(side: SlackSide) -> list[Message]:
    place = side.world.conversations[CHANNEL]
    return [message for message in place.shared() if message.author == side.world.bot.user_id]


async def _mentions(side: SlackSide) -> bool:
    root = _posts(side)[0]
    written = {"user": user("dba"), "channel": CHANNEL, "text": "@tminus step 5 done", "thread_ts": root.ts}
    await side.deed("message", written)
    return side.is_acknowledged


async def _slack_repeats(side: SlackSide) -> bool:
    """Slack sends an event once more that was not acknowledged."""
    return not (await side.deed("repeat", {}))["error"]


async def _drops(side: SlackSide) -> bool:
    who = user("tess")
    file = await side.drops(who, PLAN, (PLANS / PLAN).read_bytes())
    values = {"version": "4.12.0", "date": "2026-12-01", "time": "23:00", "file": [file]}
    view = side.world.modals[who][-1]
    return not (await side.deed("view/submit", {"user": who, "view_id": view.id, "values": values}))["error"]


async def _drops_if_nothing_was_said(side: SlackSide) -> bool:
    told = [message for message in side.world.conversations[CHANNEL].messages if message.only_for]
    return bool(told) or await _drops(side)


async def _fires(side: SlackSide) -> bool:
    """Grafana sends an alert, and the same once more where nobody acknowledged it."""
    body = json.dumps({"version": "1", "groupKey": "g", "alerts": [fires("HighErrorRate")]}).encode()
    headers = {"x-grafana-alerting-signature": hmac_of(GRAFANA, body), "content-type": "application/json"}
    return await side.monitor(TO_GRAFANA, body, headers)


async def _answers_the_page(side: SlackSide) -> bool:
    """Whoever PagerDuty rang for L2 acknowledges it there, and it tells us so until it is heard."""
    assert side.pagerduty
    page = next((each for each in side.pagerduty.incidents if each["incident_key"].endswith(":L2")), None)
    assert page, f"L2 was not paged: {side.pagerduty.rung()}"
    page["status"] = "acknowledged"
    body = acknowledged(page)
    headers = {"x-pagerduty-signature": f"v1={hmac_of(PAGERDUTY, body)}", "content-type": "application/json"}
    return await side.monitor(TO_PAGERDUTY, body, headers)


async def _nothing(_night: Night) -> None:
    """Everybody is known; that is all."""


async def _form_is_open(night: Night) -> None:
    await night.types("tess", "start")


async def _submitted(night: Night) -> None:
    await night.types("tess", START)
    await night.types("tess", "submit")


async def _one_signature_is_missing(night: Night) -> None:
    await _submitted(night)
    for signer in SIGNERS[:-1]:
        await night.types(signer, "approve")


async def _step_under_way(night: Night) -> None:
    await deploying(night)
    await night.presses("dba", "Start")


async def _deploying(night: Night) -> None:
    await before_go(night)
    await night.types("ana", "go now")


async def _before_the_tests(night: Night) -> None:
    await _deploying(night)
    for step in range(5, 10):
        await night.types("ana", f"step {step} done")


async def _tests_that_read_have_run(night: Night) -> None:
    await _before_the_tests(night)
    await night.types("quinn", "step 10 start")


async def _watching(night: Night) -> None:
    await _before_the_tests(night)
    for step in range(10, 14):
        await night.types("ana", f"step {step} done")
    await night.types("omar", "step 14 start")


async def _migrated(night: Night) -> None:
    await _deploying(night)
    await night.types("dba", "step 5 done")


async def _begun(night: Night) -> None:
    await approved(night)
    await night.at("22:00")
    await night.types("ana", "begin override it was checked by telephone")


async def _go_is_set(night: Night) -> None:
    await before_go(night)
    await night.types("ana", "go")


STEP_DONE = Story(name="Done is pressed", acts=(presses("dba", "Done"),))
UNDER_WAY = Setting(done=_step_under_way)
SUBMITTED = Setting(done=_submitted)

APPROVED = Story(name="the last Approve is pressed", acts=(presses(SIGNERS[-1], "Approve"),))
STARTED = Story(name="a plan is started", acts=(types("tess", START),))
DROPPED = Story(
    name="a plan is dropped into a form", acts=(_drops,), again=_drops_if_nothing_was_said, looks_first=True
)
MENTIONED = Story(name="a mention tells that a step is done", acts=(_mentions,), again=_slack_repeats)
FIRED = Story(name="an alert fires", acts=(_fires,))
DECIDED = Story(
    name="a rollback is decided",
    acts=(
        types("dev", "rollback high every tenth order fails"),
        continues("lee", "it is the cache that warms up"),
        presses("lee", "Roll back"),
        presses("ana", "Roll back"),
    ),
)
CLIMBED = Story(
    name="the ladder is climbed",
    acts=(
        types("ana", "escalate orders are lost"),
        becomes("22:05"),
        _answers_the_page,
        types("ana", "ack over"),
    ),
)
WATCHED = Story(
    name="metrics and smoke tests are watched",
    acts=(
        becomes("22:02"),
        types("quinn", "step 10 start"),
        becomes("22:04"),
        becomes("22:05"),
    ),
)
WRITTEN = Story(
    name="smoke tests that write are pressed",
    acts=(presses("quinn", "Run the 3 that write"),),
    judge=compare_sent,
)
ENDS_ITSELF = Story(name="a watch ends itself", acts=(becomes("22:31"),))
ANSWERED = Story(name="it is said that the data is right", acts=(presses("dba", "All match"),))
HANDED_BACK = Story(name="it ends, and its record is posted", acts=(types("ana", "cancel we go home"),))
HANDED_OVER = Story(name="a record that was asked for is handed over")
DELIVERED = Story(name="root, replies and direct messages are delivered")
GONE = Story(name="Go takes effect at T-0")

STORIES: dict[Story, Setting] = {
    STEP_DONE: UNDER_WAY,
    APPROVED: Setting(done=_one_signature_is_missing),
    STARTED: Setting(done=_nothing),
    DROPPED: Setting(done=_form_is_open),
    MENTIONED: UNDER_WAY,
    FIRED: UNDER_WAY,
    DECIDED: UNDER_WAY,
    CLIMBED: Setting(done=_deploying, is_paged=True),
    WATCHED: Setting(done=_before_the_tests, is_watched=True),
    WRITTEN: Setting(done=_tests_that_read_have_run, is_watched=True, is_open=True),
    ENDS_ITSELF: Setting(done=_watching, is_watched=True),
    ANSWERED: Setting(done=_migrated),
    HANDED_BACK: Setting(done=_begun),
    HANDED_OVER: Setting(done=_submitted, waits=(("tess", "record"),)),
    DELIVERED: Setting(done=_nothing, waits=(("tess", START), ("tess", "submit"))),
    GONE: Setting(done=_go_is_set, time="23:00"),
}
"""Every story, and what it begins with."""
