"""Listens to `/deploy`."""

from slack_bolt.context.ack.async_ack import AsyncAck

from commands.amend_form import AmendForm
from commands.command import AmendPlan, OpenStart
from commands.keys import command_key
from commands.payloads import Payload
from commands.perform import Asked, Performer
from commands.start_form import StartForm
from commands.words import parse


class SlashListener:
    """Each command is carried out and answered in its acknowledgement, to whoever typed it alone."""

    def __init__(self, performer: Performer, start_form: StartForm, amend_form: AmendForm) -> None:
        self._amend_form = amend_form
        self._performer = performer
        self._start_form = start_form

    async def on_command(self, ack: AsyncAck, body: Payload) -> None:
        """A command, acknowledged once it is committed. Errors: `Busy`, `Transient`."""
        asked = Asked(user=body["user_id"], channel=body["channel_id"], key=command_key(body))
        command = parse(body.get("text", ""))
        if isinstance(command, OpenStart) and await self._start_form.open(body["trigger_id"], asked.channel):
            await ack()
            return
        if isinstance(command, AmendPlan) and await self._amend_form.opens_for(
            body["trigger_id"], command, asked
        ):
            await ack()
            return
        content = await self._performer.perform(command, asked)
        await ack(text=content.text, blocks=content.blocks, response_type="ephemeral")
