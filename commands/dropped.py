"""Plans that people drop into a form: fetched by an errand, then started, or shown as an amendment."""

import json
from pathlib import PurePosixPath

from bot.document.text import read_document
from bot.domain.errands import AmendWith, FetchFile, StartFrom
from bot.domain.intents import Amend
from bot.domain.refusals import Refusal
from bot.ports import Errand, FileReader, Place, Told
from bot.service import Service
from commands.blocks import answers
from commands.blocks.kit import Content
from commands.command import StartPlan
from commands.inputs import DroppedFile
from commands.perform import Asked, Performer
from commands.plans import MAX_BYTES, SUFFIX

NAME_LENGTH = 80
NO_PLAN = "“{name}” is no .md file: drop the plan as Markdown."
TOO_LARGE = "“{name}” is larger than 1 MB: no plan is that long."


class DroppedPlans:
    """Carries out the errands that fetch a dropped file."""

    def __init__(self, performer: Performer, files: FileReader) -> None:
        self._performer = performer
        self._files = files

    async def run(self, question: FetchFile, user: str, key: str) -> Told:
        """Fetch the file and do with it what it was dropped for, once for each `key`.

        Errors: `Transient`, `RateLimited`, `Permanent`.
        """
        text = read_document(await self._files.read(question.file))
        if isinstance(question.purpose, StartFrom):
            content = await self._start(question.name, text, question.purpose, user, key)
        else:
            asked = Asked(user=user, channel="", key=key)
            content = await self._performer.ask(Amend(text=text), question.purpose.deployment, asked)
        return Told(text=content.text, body=json.dumps(content.json))

    async def _start(self, name: str, text: str, wanted: StartFrom, user: str, key: str) -> Content:
        stem = PurePosixPath(name).stem
        command = StartPlan(plan=stem, version=wanted.version, start=wanted.start, people=None)
        asked = Asked(user=user, channel=wanted.channel, key=key)
        started = await self._performer.start_document(text, stem, command, asked)
        return answers.refusal(started) if isinstance(started, Refusal) else started

    def failed(self, question: FetchFile, why: str) -> Told:
        """That the file could not be read, and what to do."""
        again = "/deploy start" if isinstance(question.purpose, StartFrom) else "Amend"
        nothing = f"Nothing was changed. {again} takes it once more."
        return Told(text=f"I could not read “{shown(question.name)}”: {why.rstrip('.')}. {nothing}")


def unreadable(file: DroppedFile) -> str:
    """Why a dropped file can be no plan, as far as its name and size tell; "" where it may be one."""
    if not file.name.casefold().endswith(SUFFIX):
        return NO_PLAN.format(name=shown(file.name))
    return TOO_LARGE.format(name=shown(file.name)) if file.size > MAX_BYTES else ""


async def fetch(
    service: Service, file: DroppedFile, purpose: StartFrom | AmendWith, asked: Asked, place: Place
) -> None:
    """Have a dropped file fetched, and say so where it was dropped. Errors: `Busy`, `Transient`."""
    question = FetchFile(file=file.id, name=file.name, purpose=purpose)
    errand = Errand(user=asked.user, place=place, question=question)
    await service.send_on(errand, f"Reading “{shown(file.name)}” …", key=asked.key)


def shown(name: str) -> str:
    """A file's name as far as anybody reads it."""
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
