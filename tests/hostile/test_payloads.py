"""Rightly signed payloads in which something is not as it was: Slack changes its formats, people forge."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from sandbox.model import Json
from tests.conftest import TOLD
from tests.hostile.deeds import distinct, everything_once
from tests.hostile.door import STRICTEST, Door, is_plain
from tests.hostile.mutations import Path, mutations, sample

SAMPLE = 60
"""Changed payloads in one run of the tests; a soak sends thousands."""
SOAKED, BATCH = 5000, 200
KEYS = frozenset({"trigger_id", "event_id", "action_ts", "actions", 0})
"""What a payload is done once by: where that is what was changed, it stays so."""
TAKEN_OR_NOT = frozenset({200, 400, 403, 404})


@STRICTEST
async def test_a_payload_that_is_odd_at_one_place_is_answered(door: Door) -> None:
    """It is taken, or refused with a 4xx; nothing in it is an error of ours, and the house goes on."""
    await everything_once(door.night)
    await tried(door, sample(list(changes(door)), SAMPLE))


@pytest.mark.soak
async def test_thousands_of_odd_payloads_are_answered(
    door: Door, record_property: Callable[[str, object], None]
) -> None:
    """The same with thousands of them, on both databases."""
    await everything_once(door.night)
    found = list(changes(door))
    sent = sample(found, SOAKED)
    kinds = len(distinct(door))
    record_property(TOLD, f"{len(sent)} of {len(found)} changed payloads of {kinds} kinds were sent")
    for start in range(0, len(sent), BATCH):
        await tried(door, sent[start : start + BATCH])
        door.log.truncate(0)
        door.log.seek(0)


def changes(door: Door) -> Iterator[tuple[Path, Any, Json]]:
    """Every payload that came this evening, changed at each of its places."""
    for body in distinct(door):
        yield from mutations(body)


async def tried(door: Door, found: Sequence[tuple[Path, Any, Json]]) -> None:
    """Each is answered, and none is an error."""
    for path, instead, changed in found:
        body = changed if path[-1] in KEYS else door.fresh(changed)
        answer = await door.delivers(body)
        assert answer.status_code in TAKEN_OR_NOT, (path, instead, answer.text)
        assert is_plain(answer), (path, instead, answer.text)
        assert [] == door.errors(), (path, instead)
