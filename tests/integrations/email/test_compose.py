import pytest

from integrations.email.compose import compose
from integrations.email.mail import unpack
from integrations.email.render import render
from tests.bot.domain import plans as p
from tests.integrations.email import told as t


def wire(name: str) -> bytes:
    return compose(unpack(render(t.mails()[name], t.SENDER).body), t.SENDER, "m@octal.example", p.T0)


@pytest.mark.parametrize("name", list(t.mails()))
def test_any_server_can_take_it(name: str) -> None:
    """Seven bits, short lines, each ended by CR LF."""
    raw = wire(name)
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_the_calendar_is_one_more_body() -> None:
    """Mail programs look for the method beside the type."""
    raw = wire("planned")
    assert b'Content-Type: text/calendar; charset="utf-8"; method="REQUEST"' in raw
    assert b"Content-Type: multipart/alternative" in raw
    assert b"text/calendar" not in wire("rolled_back")
