import json
import re
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from bot.domain import intents as i
from bot.domain.effects import MessageKind
from bot.domain.masking import HIDDEN
from bot.domain.monitors import HEARD_BY
from bot.domain.plan import Release, Variable
from bot.errors import Permanent
from bot.messages import quieted
from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.limits import problems
from commands.blocks.render import RENDERERS, render
from sandbox.blocks import check_message
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s
from tests.commands.blocks.extremes import EXTREMES, stretched
from tests.commands.blocks.gallery import GALLERY


def test_every_kind_has_its_renderer() -> None:
    """Each kind of message that goes to Slack can be rendered, and is in the gallery."""
    in_slack = set(MessageKind) - {MessageKind.PAGE, *HEARD_BY}
    assert in_slack == set(RENDERERS)
    assert in_slack == {name.partition("/")[0] for name in GALLERY}


@pytest.mark.parametrize("name", GALLERY)
def test_the_same_state_gives_the_same_bytes(name: str) -> None:
    """Two renderings of one state are equal, fingerprint and all."""
    assert render(GALLERY[name]()) == render(GALLERY[name]())


def test_secrets_are_shown_in_no_message() -> None:
    """What sounds like one is hidden, and what the settings name; the plan has it."""
    story = s.stage().to_rolling_back()
    story.do(i.FinishStep(step="R2"), p.DEV)
    story.do(i.FinishStep(step="R3"), p.DBA)
    values = (("DB_PASSWORD", "hunter2"), ("SALT", "pepper"), ("CACHE_TTL", "300"))
    variables = tuple(
        Variable(name=name, old_value=old, new_value="x", service="", line=0) for name, old in values
    )
    message = replace(s.step(story, "R4"), plan=replace(story.plan, variables=variables, flags=()))
    hidden = f"DB_PASSWORD {HIDDEN}, SALT {HIDDEN}, CACHE_TTL 300"
    assert hidden in render(message, ("salt",)).body
    assert "SALT pepper" in render(message).body


PLACES = {"action", "text", "note", "reason", "why", "title", "value", "words", "message", "effect"}
PLACES |= {"expected", "query", "description", "comment", "result", "trigger"}
"""Fields in which people and machines say something in their own words."""


def salted(value: Any, salt: str, where: str = "") -> Any:  # noqa: ANN401 - any part of a message
    """A value with a secret behind all that is said in it."""
    if type(value) is str:
        return f"{value} {salt}" if where in PLACES else value
    if isinstance(value, tuple):
        return tuple(salted(each, salt, where) for each in value)
    if isinstance(value, dict):
        return {key: salted(each, salt, where) for key, each in value.items()}
    if not is_dataclass(value) or isinstance(value, type | Release):
        return value
    names = [field.name for field in fields(value) if field.init and field.name != "release"]
    return replace(value, **{name: salted(getattr(value, name), salt, name) for name in names})


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(name for name in GALLERY if not name.startswith("record"))),
    st.from_regex(r"[A-Z][a-z0-9]{3,20}[!#%+=@][a-z]{2,9}[0-9]", fullmatch=True),
)
def test_no_secret_of_a_plan_is_in_any_message(name: str, secret: str) -> None:
    """Whoever said it, in whatever message, and not even a piece of it where a text is cut."""
    message = GALLERY[name]()
    row = Variable(name="DB_PASSWORD", old_value="", new_value=secret, service="", line=0)
    message = replace(
        message,
        plan=replace(salted(message.plan, secret), variables=(*message.plan.variables, row)),
        state=salted(message.state, secret),
        events=salted(message.events, secret),
    )
    found = render(quieted(message))
    assert secret[:7] not in f"{found.text} {found.body}"


def test_another_state_gives_another_fingerprint() -> None:
    """A message that looks different has a different fingerprint, and one that does not has the same."""
    before = s.stage().to_review()
    shown = render(s.status(before)).fingerprint
    unseen = replace(s.status(before), state=replace(before.state, channel="C2"))
    changed = replace(s.status(before), state=replace(before.state, version="4.12.1"))
    assert shown == render(unseen).fingerprint
    assert shown != render(changed).fingerprint


@lru_cache(1)
def _message(name: str) -> Message:
    """One after the other it is stretched with all words."""
    return GALLERY[name]()


@pytest.mark.uncounted
@pytest.mark.parametrize("words", EXTREMES)
@pytest.mark.parametrize("name", GALLERY)
def test_whatever_people_write_stays_within_the_limits(name: str, words: str) -> None:
    """With forty steps, twenty approvers and the longest texts, Slack and the sandbox take the message."""
    rendered = render(stretched(_message(name), EXTREMES[words]))
    assert [] == check_message(json.loads(rendered.body))


@pytest.mark.parametrize("name", [name for name in GALLERY if not name.startswith(("timeline/", "tests/"))])
def test_a_message_is_short(name: str) -> None:
    """It has six lines at most, commands, small print and tables apart; a timeline is there to be kept."""
    blocks = json.loads(render(GALLERY[name]()).body)
    texts = "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section")
    lines = re.sub(r"```.*?```", "", texts, flags=re.DOTALL).split("\n")
    assert len([line for line in lines if line]) <= 6


def test_a_message_beyond_the_limits_is_refused_before_it_is_sent() -> None:
    """What Slack would refuse is a permanent error that names the problem."""
    story = s.stage().to_go()
    story.do(i.Hold(reason="x" * 500), p.ANA)
    with pytest.raises(Permanent, match="the blocks have"):
        render(s.log(story, *story.last * 60))


def test_the_notification_says_release_request_and_deadline() -> None:
    """A lock screen shows which release, what is asked, and until when, without marks or mentions."""
    story = s.stage().to_deploying()
    expected = "Web shop 4.12.0, production: your turn, step 5, Run database migrations, due 23:10 CET"
    assert expected == render(s.step(story, "5")).text
    asked = "Web shop 4.12.0, production: approval wanted by Tue 1 Dec 23:00 CET, Security Sign-off"
    assert asked == render(s.review(s.stage().to_review(), p.SEC.id)).text


def test_problems_are_none_for_the_gallery() -> None:
    """The validator finds nothing in what is rendered every day."""
    for get in GALLERY.values():
        rendered = render(get())
        assert [] == problems(rendered.text, json.loads(rendered.body))


@pytest.mark.parametrize("name", ["review/asked", "review/approved-by-me"])
@pytest.mark.parametrize(
    ("release", "version"),
    [
        ("Web shop", "4.12.0"),
        ('The "big" shop\'s', "4.12.0"),
        (r"shop\checkout", "4.12.0"),
        ("Ledger & co", "<4>"),
        ("متجر", "4.12.0"),
        ("2026", "إصدار 4"),
    ],
    ids=["plain", "quotes of both kinds", "a backslash", "entities", "right to left", "a number first"],
)
def test_a_release_is_named_once_in_a_direct_message(name: str, release: str, version: str) -> None:
    """Whatever stands in its name, and wherever in its line: no small print says it again."""
    message = GALLERY[name]()
    named = replace(message, state=replace(message.state, release=release, version=version))
    blocks = json.loads(render(named).body)
    texts = [each["text"]["text"] for each in blocks if each["type"] == "section"]
    assert 1 == sum(ph.title(named.state) in text.replace("\u200e", "") for text in texts)
    assert "context" not in {each["type"] for each in blocks}
