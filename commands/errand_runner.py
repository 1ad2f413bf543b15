"""The ErrandRunner port: each kind of question finds who carries it out (`bot.ports.ErrandRunner`)."""

from bot.domain.errands import Question, ReadGroups
from bot.ports import Told
from commands.dropped import DroppedPlans
from commands.group_errand import GroupErrand


class ErrandRunner:
    """Carries every kind of errand out."""

    def __init__(self, dropped: DroppedPlans, groups: GroupErrand) -> None:
        self._dropped = dropped
        self._groups = groups

    async def run(self, question: Question, user: str, key: str) -> Told:
        """What came of it. Errors: `Transient`, `RateLimited`, `Permanent`."""
        if isinstance(question, ReadGroups):
            return await self._groups.run(question, user, key)
        return await self._dropped.run(question, user, key)

    def failed(self, question: Question, why: str) -> Told:
        """That there is no answer, and why."""
        if isinstance(question, ReadGroups):
            return self._groups.failed(question, why)
        return self._dropped.failed(question, why)
