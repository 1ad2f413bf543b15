from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given as generated, settings, strategies as st

from bot.domain.notices import NoticeKind
from integrations.email.compose import compose
from integrations.email.mail import unpack
from integrations.email.render import render, thread_id
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.golden import matches_golden
from tests.integrations.email import told as t
from tests.pretend_smtp import parts

GOLDEN = Path(__file__).parent / "golden"


@cache
def composed(name: str) -> EmailMessage:
    """The mail as it goes over the wire, read again."""
    mail = unpack(render(t.mails()[name], t.SENDER).body)
    return read(compose(mail, t.SENDER, "mark@octal.example", p.T0))


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def shown(message: EmailMessage) -> str:
    """The headers but those that MIME makes up, and each part."""
    headers = [f"{name}: {value}" for name, value in message.items() if name != "Content-Type"]
    texts = [f"===== {kind}\n{text}" for kind, text in parts(message).items()]
    return "\n".join((*headers, *texts)).replace("\r\n", "\n")


@pytest.mark.parametrize("name", list(t.mails()))
def test_a_mail_looks_as_it_was_looked_at(name: str) -> None:
    """Each kind, and names that are long, run from right to left or mean harm."""
    matches_golden(GOLDEN / f"{name}.txt", shown(composed(name)))


def test_it_says_the_same_in_both_bodies() -> None:
    """Whatever stands in the text stands in the HTML."""
    for name in ("planned", "moved", "cancelled", "rolled_back"):
        texts = parts(composed(name))
        for line in filter(lambda line: line != "-- ", texts["text/plain"].splitlines()):
            label, _, text = line.partition(": ")
            assert label in texts["text/html"]
            assert text in texts["text/html"]


def test_nothing_is_loaded_from_elsewhere() -> None:
    """No picture, no script, no style sheet, and nothing of the plan's is markup."""
    html = parts(composed("hostile"))["text/html"]
    assert not [word for word in ("<script", "<img", "<link", "http", "url(", "src=") if word in html]
    assert "&lt;script&gt;" in html


def test_nobody_sees_the_others_addresses() -> None:
    """They stand in the envelope alone."""
    raw = composed("planned").as_string()
    assert "All stakeholders:;" in raw
    assert not [address for address in t.ALL.addresses if address in raw]


@pytest.mark.parametrize("name", ["hostile", "right_to_left", "long"])
def test_a_name_writes_no_header(name: str) -> None:
    """What somebody called a release adds nothing to the mail's head."""
    assert list(composed("planned").keys()) == list(composed(name).keys())


@generated(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_makes_a_mail(text: str) -> None:
    """Whatever a plan holds, the mail can be written and read again, with the same head."""
    stage = Stage().open()
    message = t.message(t.also(stage.state, t.given(NoticeKind.PLANNED, text)), stage.plan)
    mail = unpack(render(message, t.SENDER).body)
    read_again = read(compose(mail, t.SENDER, "mark@octal.example", p.T0))
    assert list(composed("planned").keys()) == list(read_again.keys())
    assert " ".join(mail.text.split()) == " ".join(parts(read_again)["text/plain"].split())


def test_a_deployment_is_one_thread() -> None:
    """Each mail refers to the same one, under the same subject but for its mark; another deployment's not."""
    first, second = composed("planned"), composed("moved")
    thread = f"<{thread_id(Stage().open().state.id, t.SENDER)}>"
    assert {thread} == {mail[name] for mail in (first, second) for name in ("In-Reply-To", "References")}
    assert f"[Moved] {first['Subject']}" == second["Subject"]
    assert thread_id("WEB-412", t.SENDER) != thread_id("WEB-412.2", t.SENDER)
    assert thread_id("WEB-412", t.SENDER) != thread_id("WEB-412", "other@octal.example")


def test_a_notice_stays_as_it_was() -> None:
    """What became of the deployment since changes no mail that waited; the next one says it."""
    stage = Stage().open()
    first = t.also(stage.state, t.given(NoticeKind.PLANNED, "Deployment scheduled"))
    then = t.mails()["cancelled"].state
    rendered = [render(t.message(state, stage.plan, 1), t.SENDER) for state in (first, then)]
    assert rendered[0] == rendered[1]
