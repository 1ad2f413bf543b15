"""What happens where nothing can be said in a deployment's channel: it is archived, or the bot was removed.

What was to be said there waits in its lane. The lead hears of it once for each reason, and whoever is asked
something there is asked in a direct message instead. Once the bot is back, what waited is delivered.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.domain.effects import MessageKind, PostMessage
from bot.domain.people import Person, unique
from bot.domain.state import Deployment
from bot.ports import Place
from bot.storage import asks, deployments, directory, lanes, outbox

HEARD_WITHIN = timedelta(hours=24)
"""Real time; what the lead could not be told by then is seen in `status`."""


def go_round(connection: Connection, copy: outbox.Copy, why: str, now: datetime) -> None:
    """Bring what is asked in the channel of this message to the people themselves.

    The deployment is locked first, as everywhere, then the lanes: nobody waits in a circle.
    """
    stored = deployments.load(connection, copy.deployment, lock=True)
    if stored is None:
        return
    state = stored.state
    lane = lanes.conversation_lane(state.id, state.channel)
    if lanes.block(connection, lane, why):
        _tell(connection, state, why, now)
    questions = [
        PostMessage(kind=waiting.kind, subject=waiting.subject, to=person)
        for waiting in outbox.waiting_in(connection, lane)
        if waiting.subject
        for person in asks.people_asked(connection, state.id, waiting.subject)
    ]
    fresh = [each for each in questions if not outbox.is_known(connection, state.id, each)]
    outbox.write_messages(connection, state, fresh, now)


def _tell(connection: Connection, state: Deployment, why: str, now: datetime) -> None:
    """Tell those who can mend it: the lead and the deputy; whoever started it where nothing was said yet."""
    root = outbox.root_of(connection, state.id)
    is_posted = bool(root and root.ts)
    name = directory.handles(connection, [state.channel]).get(state.channel, "")
    place = f"#{name}" if name else "the channel where it was started"
    tried = "cannot post" if is_posted else "could not post the status message"
    text = (
        f"{state.id}: I {tried} in {place}: {why}. "
        f"Once I am there (/invite @T-Minus), all that waits appears by itself. Until then whoever is asked "
        f"something is asked in a direct message, and /deploy status {state.id} works everywhere."
    )
    starter = [state.opened.by] if state.opened.by and not is_posted else []
    for person in unique((*state.lead.all, *starter)):
        _write(connection, state.id, person, text, now)


def say_root_is_missing(connection: Connection, copy: outbox.Copy, why: str, now: datetime) -> None:
    """Whoever typed `start` hears that its status message could not be posted."""
    if copy.kind is not MessageKind.STATUS or copy.ts:
        return
    stored = deployments.load(connection, copy.deployment)
    if stored is None or stored.state.opened.by is None:
        return
    text = (
        f"I could not post the status message of {copy.deployment} in the channel where you started it: "
        f"{why}. Once that is mended, /deploy resend {copy.deployment} sends it and all of its thread. "
        f"Else cancel it with /deploy cancel {copy.deployment} REASON, and start the plan once more, "
        f"in another channel where that may be the reason."
    )
    _write(connection, copy.deployment, stored.state.opened.by, text, now)


def _write(connection: Connection, deployment: str, person: Person, text: str, now: datetime) -> None:
    """Tell somebody what does not work; it is no news once they have it sent again."""
    place = Place(channel="")
    answer = outbox.Answer(deployment=deployment, user=person.id, place=place, text=text, again=False)
    outbox.write_answer(connection, answer, now, now + HEARD_WITHIN)
