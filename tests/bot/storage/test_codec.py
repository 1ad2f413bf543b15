import json
from dataclasses import make_dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain import events, intents
from bot.domain.events import Event, Held, SignedOff
from bot.domain.people import Holders, Person
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.storage import codec
from bot.storage.codec import decode, encode
from bot.storage.unit_of_work import Database
from tests.bot import web_shop as w
from tests.bot.domain import machines
from tests.bot.domain.sections import walked_back
from tests.bot.domain.stories import Stage

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_every_event_is_known() -> None:
    """No kind of event can be written that could not be read again; those that tests make up apart."""
    ours = (cls for cls in _kinds(Event) if cls.__module__.startswith("bot."))
    assert {cls.__name__ for cls in ours} == set(codec.EVENT_TYPES)


def _kinds(of: type[Event]) -> set[type[Event]]:
    own = set(of.__subclasses__())
    return own.union(*map(_kinds, own))


def test_the_same_value_gives_the_same_bytes() -> None:
    """The text that a hash covers does not depend on how or when the value was made."""
    one = Held(at=NOON, by=Person(id="U1", name="Ana"), reason="rain")
    other = codec.decode(Held, codec.encode(one))

    assert one == other
    assert codec.encode(one) == codec.encode(other)


def test_an_event_of_a_newer_program_is_no_mystery() -> None:
    """An unknown kind of event is an error that names it."""
    with pytest.raises(KeyError, match="Teleported"):
        codec.decode_event("Teleported", 1, "{}")


def test_an_old_event_is_read_through_its_upcasters() -> None:
    """Version 1 is turned into 2 and then into 3, field by field, before it is read."""
    now = SignedOff(at=NOON, by=None, row=2, role="DBA", comment="fine")
    fields = json.loads(codec.encode(now))
    old = json.dumps({"at": fields["at"], "by": None, "line": 2, "who": "DBA"})

    def add_comment(found: dict[str, Any]) -> dict[str, Any]:
        return {**found, "comment": "fine"}

    def rename(found: dict[str, Any]) -> dict[str, Any]:
        return {**{k: v for k, v in found.items() if k not in {"line", "who"}}, "row": 2, "role": "DBA"}

    upcasters = {("SignedOff", 1): add_comment, ("SignedOff", 2): rename}

    assert now == codec.decode_event("SignedOff", 1, old, versions={"SignedOff": 3}, upcasters=upcasters)


def test_roles_that_were_bound_before_names_were_kept_are_read() -> None:
    """An event that does not say whom the written people were found to be says nothing of it."""
    old = '{"at":"2026-12-01T12:00:00Z","by":null,"roles":{"dba":{"people":[]}}}'

    assert events.RolesBound(at=NOON, by=None, roles={"dba": Holders()}) == codec.decode_event(
        "RolesBound", 1, old
    )


def test_a_state_and_a_plan_of_before_metrics_were_watched_are_read() -> None:
    """Nothing was said of it yet, and no limit said for how long."""
    state = Stage().to_deploying().state
    stored = json.loads(encode(state))
    del stored["watch"]
    assert state == decode(Deployment, json.dumps(stored))
    plan = machines.watching(triggers=(machines.trigger("Error rate > 5%"),))
    kept = json.loads(encode(plan))
    for row in kept["metrics"]:
        for name in ("normal", "warning", "critical"):
            del row[name]["upper"], row[name]["minutes"]
    del kept["triggers"][0]["minutes"]
    assert plan == decode(Plan, json.dumps(kept))


def test_a_rollback_of_before_it_was_asked_what_is_back_is_read() -> None:
    """Nobody said anything of it yet, and all of it is asked about."""
    state = walked_back().state
    stored = json.loads(encode(state))
    for name in ("reversed", "variables_back", "flags_back"):
        del stored["changes"][name]
    assert state == decode(Deployment, json.dumps(stored))


def test_the_versions_of_today_have_all_their_upcasters() -> None:
    """For every version before today's there is a way up."""
    needed = {(name, step) for name, version in codec.VERSIONS.items() for step in range(1, version)}

    assert needed == set(codec.UPCASTERS)


def test_warming_up_covers_all_events() -> None:
    """After warming up no first press pays for building an adapter."""
    codec.warm_up()

    assert vars(events)["Held"] in codec._ADAPTERS


def test_an_intent_is_kept_whole() -> None:
    """An intent of any kind comes back as what it was, by the name of its kind; an unknown kind is named."""
    for intent in (intents.StartStep(step="5", question="step:5:1"), intents.FinishStep(step="5")):
        kept = (type(intent).__name__, codec.encode(intent))
        assert intent == codec.decode_intent(*kept)
    with pytest.raises(KeyError, match="Teleport"):
        codec.decode_intent("Teleport", "{}")


def test_a_text_that_is_known_is_not_read_again() -> None:
    """What was written or read is at hand under its text, and only under that; the oldest is forgotten."""
    memory = codec.Memory(Held, 2)
    one, two, three = (Held(at=NOON, by=None, reason=reason) for reason in ("rain", "snow", "a storm"))
    text = memory.encode(one)
    assert memory.decode(text) is one
    memory.encode(two)
    assert memory.decode(text) is one
    memory.encode(three)
    assert memory.decode(text) is one
    again = memory.decode(codec.encode(two))
    assert again == two
    assert again is not two
    assert memory.decode(codec.encode(two)) is again


async def test_a_state_in_memory_is_the_one_that_is_stored(database: Database) -> None:
    """What a press leaves in memory differs in nothing from what another process reads."""
    play = w.Play(database)
    await play.people()
    for outcome in (await play.start(), await play.do("tess", intents.Submit())):
        assert outcome.state
        read = codec.decode(Deployment, codec.encode(outcome.state))
        assert repr(outcome.state) == repr(read).replace("TzInfo(0)", "datetime.timezone.utc")


def kept(*fields: str) -> type:
    """Something that is kept, as one version has it."""
    return make_dataclass("Kept", [(name, str) for name in fields], frozen=True)


def test_a_shape_is_another_once_a_field_was_added() -> None:
    """So what was stored before is known as such; it is no other as long as nothing is."""
    assert codec.shape_of(kept("name")) == codec.shape_of(kept("name"))
    assert codec.shape_of(kept("name")) != codec.shape_of(kept("name", "note"))


def test_a_text_may_begin_with_what_is_not_the_values() -> None:
    """It is kept, and nothing of it is read."""
    memory = codec.Memory(Held, 1)
    held = Held(at=NOON, by=None, reason="rain")
    text = memory.encode(held, '{"fold":"1",')
    assert {**json.loads(codec.encode(held)), "fold": "1"} == json.loads(text)
    assert held == codec.decode(Held, text)
