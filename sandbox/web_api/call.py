"""One call of a Web API method, and the shape every method has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from sandbox.model import Json
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a method gets: the workspace, the arguments, and the sandbox's own address, ending in a slash."""

    world: World
    arguments: Arguments
    address: str


Method: TypeAlias = Callable[[Call], Json]
"""A method answers what Slack adds to `{"ok": true}`, or raises `SlackError`."""
