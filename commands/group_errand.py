"""Tells what came of an intent once the user groups were read again (design, rule 1)."""

import json

from bot.directory import Directory
from bot.domain.errands import ReadGroups
from bot.ports import Told
from commands.blocks import answers


class GroupErrand:
    """Carries out the errands that read user groups."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def run(self, question: ReadGroups, user: str, key: str) -> Told:
        """What came of it. Errors: `Transient`, `RateLimited`, `Permanent`."""
        outcome = await self._directory.decide_anew(question, user, key)
        content = answers.refusal(outcome.refusal) if outcome.refusal else answers.accepted(outcome)
        return Told(text=content.text, body=json.dumps(content.json))

    def failed(self, question: ReadGroups, why: str) -> Told:
        """That the groups could not be read, hence nothing was done."""
        groups = " and ".join(f"@{handle}" for handle in question.groups)
        return Told(text=f"Nothing was done: who is in {groups} could not be read from Slack ({why}).")
