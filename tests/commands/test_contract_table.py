import json

import pytest

from commands.text import first_word
from commands.words import TABLE
from sandbox.model import Json
from sandbox.payloads import slash_command
from tests.bot import web_shop as w
from tests.commands.contract_words import CONTRACT
from tests.commands.room import Room
from tests.commands.signed import form

UNKNOWN = "I do not know the word"
ROOT = "1795456010.000100"


def words(blocks: list[Json]) -> str:
    """What an answer's blocks say."""
    return "\n".join(str(block["text"]["text"]) for block in blocks if block["type"] == "section")


async def typed(room: Room, text: str) -> str:
    """What tess is answered after `/deploy`."""
    place = room.slack.world.conversations[w.CHANNEL]
    fields = slash_command(room.slack.world, "U0TESS", place, command="/deploy", text="", response_url="") | {
        "text": text
    }
    answer = await room.delivers(form(fields))
    assert 200 == answer.status_code
    return words(answer.json()["blocks"]) if answer.text else "a form opens"


async def said(room: Room, text: str) -> str:
    """What tess is answered when she says the same to the bot in a thread."""
    before = len(await room.answers())
    event = {"type": "app_mention", "user": "U0TESS", "channel": w.CHANNEL, "ts": "1.2", "thread_ts": ROOT}
    bot = room.slack.world.bot.user_id
    assert "" == (await room.slack.deed("event", **event, text=f"<@{bot}> {text}"))["error"]
    answers = await room.answers()
    assert before + 1 == len(answers)
    return words(json.loads(json.loads(answers[-1])["body"]))


@pytest.mark.parametrize("text", CONTRACT)
async def test_every_word_can_be_typed_and_said_in_a_thread(room: Room, text: str) -> None:
    """Each word of the contract is known, both ways."""
    after_slash, in_thread = await typed(room, text), await said(room, text)
    for answer in (after_slash, in_thread):
        assert answer
        assert UNKNOWN not in answer


OURS = {"carry-on", "metric"}
"""Words beside the contract's: everything that can be pressed can be typed."""


def test_the_table_has_the_contracts_words_and_no_other() -> None:
    """Every word that is read stands in the contract or is ours, and every word of the contract is there."""
    assert {first_word(text)[0] for text in CONTRACT} | OURS == {word.word for word in TABLE}
