from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from hypothesis import example, given, strategies as st

from integrations.email.compose import compose
from integrations.email.mail import Mail, unpack
from integrations.email.render import render
from integrations.email.words import clean
from tests.bot.domain import plans as p
from tests.integrations.email import told as t

NAMED = Mail(subject="", audience="", addresses=(), thread="web-412@octal.example", text="", html="")


def wire(mail: Mail) -> bytes:
    return compose(mail, t.SENDER, "m@octal.example", p.T0)


def told(name: str) -> bytes:
    return wire(unpack(render(t.mails()[name], t.SENDER).body))


def read(raw: bytes, header: str) -> str:
    """A header as mail programs read it (RFC 2047): blanks between encoded words are none."""
    folded = str(message_from_bytes(raw, policy=policy.compat32)[header])
    return str(make_header(decode_header(folded.replace("\r\n", ""))))


@pytest.mark.parametrize("name", list(t.mails()))
def test_any_server_can_take_it(name: str) -> None:
    """Seven bits, short lines, each ended by CR LF."""
    raw = told(name)
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@given(st.text(min_size=1, max_size=160), st.text(max_size=80))
@example(t.RIGHT_TO_LEFT * 3, t.RIGHT_TO_LEFT)
@example("Größe der Übung in München und Zürich " * 3, "Alle, die in Zürich sind")
def test_no_blank_is_lost_where_a_line_is_folded(subject: str, audience: str) -> None:
    """What is not ASCII is cut into words that are encoded one by one; read again it is one text."""
    mail = replace(NAMED, subject=clean(subject, 150), audience=clean(audience, 60))
    raw = wire(mail)
    assert mail.subject == read(raw, "Subject")
    if not mail.audience.isascii():
        assert f"{mail.audience} :;" == read(raw, "To")


def test_the_calendar_is_one_more_body() -> None:
    """Mail programs look for the method beside the type."""
    raw = told("planned")
    assert b'Content-Type: text/calendar; charset="utf-8"; method="REQUEST"' in raw
    assert b"Content-Type: multipart/alternative" in raw
    assert b"text/calendar" not in told("rolled_back")
