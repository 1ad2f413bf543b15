"""The stories in whose course processes are killed."""

from collections.abc import Awaitable, Callable, Mapping

from tests.bot.web_shop import PLANS
from tests.faults.kill.ground import Ground
from tests.faults.kill.harness import Act, Scene, Story
from tests.faults.kill.slack_side import SlackSide
from tests.scenario.evening import evening
from tests.scenario.night import CHANNEL, Element, Night, elements, user
from tests.scenario.test_run import deploying


async def scene(ground: Ground, prepare: Callable[[Night], Awaitable[None]]) -> Scene:
    """A database and a workspace after what was prepared, both at rest."""
    url = ground.copy(ground.template)
    async with evening(url) as night:
        await prepare(night)
        world = night.world
    return Scene(ground=ground, database_url=url, world=world, plans_dir=PLANS)


def presses(who: str, label: str) -> Act:
    """Somebody presses a button that they see, or saw before the screen was brought up to date."""

    async def act(side: SlackSide) -> bool:
        found = [
            element
            for place in side.world.visible_to(user(who))
            for message in place.seen_by(user(who))
            for blocks in (message.blocks, *message.earlier)
            for element in elements({"channel": place.id, "ts": message.ts, "blocks": blocks})
            if element.label == label
        ]
        newest = max(found, key=lambda element: float(element.ts))
        return await _press(side, who, newest)

    return act


async def _press(side: SlackSide, who: str, element: Element) -> bool:
    what = {
        "user": user(who),
        "channel": element.channel,
        "ts": element.ts,
        "block_id": element.block_id,
        "action_id": element.action_id,
        "value": element.value,
        "confirm": element.confirm,
        "stale": True,
    }
    return not (await side.deed("press", what))["error"]


def types(who: str, text: str) -> Act:
    """Somebody types `/deploy …`."""

    async def act(side: SlackSide) -> bool:
        typed = {"user": user(who), "channel": CHANNEL, "text": text}
        return not (await side.deed("command", typed))["error"]

    return act


async def step_under_way(night: Night) -> None:
    """Deploying, and Dora has begun with step 5."""
    await deploying(night)
    await night.presses("dba", "Start")


STEP_DONE = Story(name="Done is pressed", act=presses("dba", "Done"))
STORIES: Mapping[Story, Callable[[Night], Awaitable[None]]] = {STEP_DONE: step_under_way}
"""Every story, and what is prepared for it."""
