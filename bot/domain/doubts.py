"""What speaks against a post-deployment confirmation: past it only the lead goes, with a reason."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.domain.bands import measured
from bot.domain.comparing import before
from bot.domain.metric_rows import watched
from bot.domain.plan import Checkpoint, CheckpointKind, Plan
from bot.domain.state import Deployment
from bot.domain.times import clock
from bot.domain.watch import Level


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that speaks against it: in a sentence, and as the record calls it."""

    text: str
    name: str


Doubting = Callable[[Deployment, Plan], Iterator[Doubt]]


def doubts(state: Deployment, plan: Plan, checkpoint: Checkpoint) -> tuple[Doubt, ...]:
    """All that speaks against the checkpoint now, the rows of its table in their order."""
    doubting = DOUBTING.get(checkpoint.kind)
    return tuple(doubting(state, plan)) if doubting else ()


def _metrics(state: Deployment, plan: Plan) -> Iterator[Doubt]:
    """What is critical, and what nobody knows anything of; a warning is the confirmer's to weigh."""
    for row in watched(plan):
        reading = state.watch.readings.get(row.key)
        if reading is None or reading.level in {Level.NORMAL, Level.WARNING}:
            continue
        limit = row.metric.critical
        value = "" if reading.value is None else f" {measured(limit, reading.value)}"
        known = f"limit {limit.text}" if limit and value else reading.why
        known = ", ".join(filter(None, (known, before(state, row) if value else "")))
        since = clock(reading.critical_since or reading.since, state.zone)
        said = f"{row.shown} is {reading.level}" if value else f"{row.shown}: {reading.level}"
        yield Doubt(
            f"{said} since {since}{f':{value}' if value else ''}{f' ({known})' if known else ''}",
            f"{row.shown} {reading.level}{value}",
        )


DOUBTING: Mapping[CheckpointKind, Doubting] = {CheckpointKind.MONITORING: _metrics}
"""What speaks against a kind of checkpoint, one row each."""
