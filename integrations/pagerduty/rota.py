"""Knows who is on call (`bot.ports.Rota`), and the null twin for where PagerDuty cannot be asked."""

from collections.abc import Sequence

from bot.ports import OnCall
from integrations.pagerduty.rest import Json, RestClient


class PagerDutyRota:
    """The on-call schedules of an account."""

    def __init__(self, client: RestClient) -> None:
        self._client = client

    async def on_call(self, policy: str) -> Sequence[OnCall]:
        """Those of the policy's first level at which somebody is on call, each once."""
        entries = [(_level(entry), _person(entry)) for entry in await self._client.on_call(policy)]
        first = min((level for level, _ in entries), default=0)
        return tuple(dict.fromkeys(person for level, person in entries if level == first))


class NoRota:
    """Asks nobody."""

    async def on_call(self, _policy: str) -> None:
        """Nobody is known to be on call."""


def _level(entry: Json) -> int:
    level = entry.get("escalation_level")
    return level if isinstance(level, int) else 1


def _person(entry: Json) -> OnCall:
    user = entry.get("user")
    found = user if isinstance(user, dict) else {}
    name, email = (found.get(field) for field in ("name", "email"))
    said = name if isinstance(name, str) else found.get("summary")
    return OnCall(name=str(said or ""), email=email if isinstance(email, str) else "")
