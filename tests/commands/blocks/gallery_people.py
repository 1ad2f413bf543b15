"""Messages about people who left Slack, came back, or are called otherwise now."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.domain import events as e, intents as i
from bot.domain.effects import MessageKind
from bot.domain.facts import Whereabouts
from bot.domain.people import Holders, Person
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s


def _without(story: Stage, *people: Person) -> Stage:
    story.at += timedelta(minutes=3)
    story.leaves(*people)
    return story


def _departure(story: Stage, number: int = 1) -> Message:
    return s.message(story, MessageKind.DEPARTURE, f"left:{number}", p.ANA.id)


def _handed() -> Stage:
    story = _without(s.running(), p.DBA)
    story.do(i.HandOver(role="DBA", to=p.NED.id), p.ANA)
    return story


def _back() -> Stage:
    story = _without(s.running(), p.DBA)
    story.at += timedelta(minutes=4)
    story.returns(p.DBA)
    return story


def _approved_then_left() -> Stage:
    story = s.stage().to_review()
    story.do(i.GiveSignOff(), p.SEC)
    return _without(story, p.SEC)


def _named_who_had_left() -> Stage:
    story = s.stage()
    everybody = story.roles
    story.roles = {**everybody, "ops manager": Holders(), "ops": Holders()}
    story.whereabouts = Whereabouts(gone=frozenset({p.OMAR.id}), unless_gone=everybody)
    return story.open()


def _told(story: Stage) -> Message:
    return s.log(story, *(event for event in story.last if not isinstance(event, e.RolesBound)))


def _renamed() -> Message:
    story = s.running()
    event = e.PersonRenamed(
        at=story.at, by=None, user=p.DBA.id, was="@dba", now="@dora_nagy", keys=("handle:dba",)
    )
    return s.log(story, event)


PEOPLE: Mapping[str, Callable[[], Message]] = {
    "departure/asked": lambda: _departure(_without(s.running(), p.DBA)),
    "departure/lead": lambda: _departure(_without(s.stage().to_go(), p.ANA)),
    "departure/several-roles": lambda: _departure(_without(s.stage().to_confirming(), p.OMAR, p.SAM), 2),
    "departure/approved": lambda: _departure(_approved_then_left()),
    "departure/signs": lambda: _departure(_without(s.stage().to_review(), p.CARLA)),
    "departure/handed": lambda: _departure(_handed()),
    "departure/back": lambda: _departure(_back()),
    "status/deploying-left": lambda: s.status(_without(s.running(), p.DBA)),
    "status/draft-left": lambda: s.status(_named_who_had_left()),
    "log/left": lambda: _told(_without(s.running(), p.DBA, p.SAM)),
    "log/back": lambda: _told(_back()),
    "log/renamed": _renamed,
}
