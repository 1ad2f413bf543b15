"""What one kind of event does to a deployment's state, where a module of its own knows."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.domain.event import Event
from bot.domain.state import Deployment
from bot.domain.state_parts import Given

Fold = Callable[[Deployment, Any], Deployment]
"""The state after an event of its kind; pure."""
Folds = Mapping[type[Event], Fold]


def given_with(event: Event, note: str = "") -> Given:
    """Who gave it and when, with what they said."""
    return Given(by=event.by, at=event.at, note=note)


def ticked_by_author(items: Iterable[int], event: Event) -> dict[int, Given]:
    """Items that are ticked in the document which came with this event."""
    return dict.fromkeys(items, Given(by=None, at=event.at, note="ticked in the document"))
