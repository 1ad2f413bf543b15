"""Hands the record to whoever asked for it, as a file in a direct message."""

import asyncio
import hashlib
import json

from bot.clock import real_now
from bot.domain.errands import HandRecord
from bot.errors import Permanent
from bot.ports import Errand, Messenger, Place, Rendered, Told
from bot.postmarks import postmark
from bot.records import Kept, read
from bot.service import Service
from bot.storage.revisions import Revisions
from bot.storage.unit_of_work import Database
from commands.blocks.record import file_of, words


class RecordErrand:
    """Carries out the errands that ask for a record."""

    def __init__(self, database: Database, messenger: Messenger, revisions: Revisions) -> None:
        self._database = database
        self._messenger = messenger
        self._revisions = revisions

    async def run(self, question: HandRecord, user: str) -> Told:
        """Post it, unless that was done. Errors: `Transient`, `RateLimited`, `Permanent`."""
        kept = await self._database.read(
            lambda connection: read(connection, question.deployment, self._revisions)
        )
        if kept is None:
            raise Permanent(f"there is no deployment {question.deployment}")
        place = Place(channel=await self._messenger.conversation(user))
        rendered = await asyncio.to_thread(_rendered, kept)
        if not await self._messenger.find(place, question.mark):
            await self._messenger.post(rendered, place, question.mark)
        return Told(text=f"The record of {question.deployment} is in our direct messages.")

    def failed(self, question: HandRecord, why: str) -> Told:
        """That it could not be made or sent, and how to have it all the same."""
        printed = f"`tminus record {question.deployment}` prints it."
        return Told(text=f"The record could not be handed over: {why.rstrip('.')}. {printed}")


def _rendered(kept: Kept) -> Rendered:
    content = words(kept.state, kept.events, kept.head)
    body = json.dumps(content.json, ensure_ascii=False)
    file = file_of(kept.state, kept.record())
    fingerprint = hashlib.sha256(file.content).hexdigest()
    return Rendered(text=content.text, body=body, fingerprint=fingerprint, attachment=file)


async def hand_record(
    service: Service, deployment: str, user: str, place: Place, told: str, *, key: str
) -> None:
    """Have the record handed to a user, once for each `key`. Errors: `Busy`, `Transient`."""
    question = HandRecord(deployment=deployment, mark=postmark(real_now()))
    await service.send_on(Errand(user=user, place=place, question=question), told, key=key)
