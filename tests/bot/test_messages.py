"""What a message is made of."""

from dataclasses import replace
from functools import partial

import pytest

from bot.deciding import Start
from bot.domain import intents as i
from bot.domain.effects import MessageKind
from bot.domain.hushing import HUSHED
from bot.messages import Messages
from bot.storage import chain
from bot.storage.outbox import Copy
from bot.storage.revisions import Revisions
from tests.bot import web_shop as w
from tests.bot.posting import WORKSPACE, Posting

MESSAGES = Messages(revisions=Revisions(), workspace_url=WORKSPACE)
STATUS = Copy(
    id=1,
    deployment=w.ID,
    kind=MessageKind.STATUS,
    subject="",
    to="",
    channel=w.CHANNEL,
    ts="",
    shown="",
    mark="",
    deleted=1,
)


async def test_it_is_made_of_the_deployment_as_it_stands(play: Posting) -> None:
    """With its plan, and whether it stands there for the second time."""
    await play.start()
    draft = await play.database.read(lambda c: MESSAGES.load(c, STATUS))
    await play.do("tess", i.Submit())
    submitted = await play.database.read(lambda c: MESSAGES.load(c, STATUS))

    assert ("draft", "in review") == (draft.state.state, submitted.state.state)
    assert w.ID == submitted.plan.document_id
    assert submitted.is_again


async def test_a_record_has_all_that_it_is_made_from(play: Posting) -> None:
    """The plan's text, the whole chain, and where that ends."""
    await play.start()
    record = replace(STATUS, kind=MessageKind.RECORD, subject="completed:0:0")
    message = await play.database.read(lambda c: MESSAGES.load(c, record))
    rows = await play.database.read(lambda c: [*chain.read(c, w.ID)])

    assert w.text() == message.document
    assert (len(rows), rows[-1].hash, ()) == (len(message.events), message.head, message.undelivered)


async def test_what_belongs_to_no_deployment_cannot_be_made(play: Posting) -> None:
    """Nothing is made up for it."""
    with pytest.raises(LookupError, match=w.ID):
        await play.database.read(lambda c: MESSAGES.load(c, STATUS))


async def test_no_message_has_a_secret_whoever_carries_it(play: Posting) -> None:
    """Neither its plan nor its state nor its events."""
    await play.people()
    text = w.text().replace("./migrate.sh up", "./migrate.sh --password hunter2-blue up")
    await play.service.start(Start(text=text, stem="web-shop", channel=w.CHANNEL), actor="U0TESS", key="s")
    await play.do("ana", i.AddNote(text="the shell said hunter2-blue"))
    for copy in (STATUS, replace(STATUS, kind=MessageKind.LOG, subject="1,2")):
        message = await play.database.read(partial(MESSAGES.load, copy=copy))
        assert f"./migrate.sh --password {HUSHED} up" in f"{message.plan.migration_commands}"
        assert "hunter2-blue" not in f"{message}"
