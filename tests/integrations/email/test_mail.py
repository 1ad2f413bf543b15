from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from integrations.email.mail import Mail, pack, unpack

MAIL = Mail(
    subject="Deployment of Web shop 4.12.0, production",
    audience="All stakeholders",
    addresses=("all@octal.example", "board@octal.example"),
    thread="web-412@octal.example",
    text="It begins.\n",
    html="<p>It begins.</p>",
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.builds(Mail, **{each.name: TEXT for each in fields(Mail)} | {"addresses": st.tuples(TEXT, TEXT)}))
def test_a_mail_comes_back_as_it_was_packed(mail: Mail) -> None:
    """Whatever is in it; packed once more it is the same text, so that its fingerprint is."""
    again = unpack(pack(mail))
    assert mail == again
    assert pack(mail) == pack(again)


def test_another_mail_is_another_text() -> None:
    """Each of its parts counts."""
    others: dict[str, Any] = {each.name: "other" for each in fields(Mail)} | {"addresses": ("other",)}
    changed = (replace(MAIL, **{name: value}) for name, value in others.items())
    assert 1 + len(fields(Mail)) == len({pack(MAIL), *map(pack, changed)})


@pytest.mark.parametrize("text", ["", "null", "{}", '{"subject": "Tonight"}'])
def test_what_is_no_mail_is_not_taken_for_one(text: str) -> None:
    """A row that something else wrote fails loudly."""
    with pytest.raises(ValidationError):
        unpack(text)
