"""What one kind of event does to a deployment's state, where a module of its own knows."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.event import Event
from bot.domain.state import Deployment

Fold = Callable[[Deployment, Any], Deployment]
"""The state after an event of its kind; pure."""
Folds = Mapping[type[Event], Fold]
