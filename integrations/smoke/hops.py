"""What follows upon an answer that leads on: the next request of a row, or none."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urljoin

from bot.domain.smoke_requests import READING
from bot.errors import Permanent
from integrations.smoke.exchange import Answer
from integrations.smoke.urls import Target, read_url

_AGAIN = frozenset({HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT})
_POST_BECOMES_GET = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER})
_LEADS_ON = _AGAIN | _POST_BECOMES_GET


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request of a row; `start` is the origin of its first."""

    method: str
    target: Target
    body: str
    start: tuple[str, str, int]
    number: int = 0

    @property
    def is_at_start(self) -> bool:
        """Whether it goes to where the row began, so that what is for there may go with it."""
        return self.target.origin == self.start


def first_hop(method: str, target: Target, body: str) -> Hop:
    """What a row asks for."""
    return Hop(method=method, target=target, body=body, start=target.origin)


def next_hop(hop: Hop, answer: Answer) -> Hop | None:
    """Where an answer leads; `None` where it leads nowhere, or what writes would be sent a second time.

    Errors: `Permanent` where it leads to what cannot be called.
    """
    location = answer.headers.get("Location", "")
    if answer.status not in _LEADS_ON or not location:
        return None
    if hop.method in READING:
        following = hop
    elif answer.status == HTTPStatus.SEE_OTHER or (
        hop.method == "POST" and answer.status in _POST_BECOMES_GET
    ):
        following = replace(hop, method="GET", body="")
    else:
        return None
    return replace(following, target=_target(hop, location), number=hop.number + 1)


def _target(hop: Hop, location: str) -> Target:
    try:
        return read_url(urljoin(hop.target.url, location))
    except (Permanent, ValueError) as error:
        raise Permanent("its answer leads on to an address that cannot be called") from error
