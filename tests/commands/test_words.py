"""The words of the contract, what each is read as, and that garbage is always answered."""

import pytest
from hypothesis import given, strategies as st

from bot.domain.refusals import Because, Refusal
from commands.command import Help
from commands.words import TABLE, parse
from tests.commands.grammar.typed import refused

NOW = [
    "smoke",
    "help",
    "vote",
    "severity",
    "start",
    "status",
    "list",
    "mine",
    "submit",
    "amend",
    "approve",
    "reject",
    "withdraw",
    "check",
    "on",
    "extend",
    "carry-on",
    "begin",
    "go",
    "hold",
    "resume",
    "cancel",
    "step",
    "snooze",
    "stop",
    "hand",
    "reschedule",
    "add",
    "note",
    "resend",
    "rollback",
    "confirm",
    "metric",
    "unlock",
    "roster",
    "freeze",
    "send",
    "edit",
    "escalate",
    "ack",
    "alerts",
    "attach",
    "stats",
    "record",
]
"""The words of the contract."""


def test_the_table_is_the_contracts() -> None:
    """Every word of the contract is known, each once, and nothing else."""
    assert sorted(NOW) == sorted(word.word for word in TABLE)


def test_case_and_spaces_make_no_difference() -> None:
    """A word is known in capitals and with spaces around, as phones type it."""
    assert parse("submit WEB-41") == parse("  SUBMIT \n WEB-41  ")


@pytest.mark.parametrize("text", ["", "   ", "help", "HELP", "help step"])
def test_nothing_at_all_is_help(text: str) -> None:
    """No word, or help itself, is a request for help."""
    assert Help() == parse(text)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("aprove", "`/deploy approve [ID] [SIGN-OFF] [comment]`"),
        ("Statsu", "`/deploy status [ID]`"),
        ("WEB-41", "`/deploy status WEB-41`"),
        ("xyzzy", "`/deploy help`"),
        ("🚀", "`/deploy help`"),
    ],
)
def test_an_unknown_word_gets_a_hint(typed: str, hint: str) -> None:
    """The nearest word is offered, an ID's status, or help."""
    refusal = refused(f"{typed} something")
    assert Because.UNKNOWN == refusal.because
    assert hint in refusal.text


@given(st.text())
def test_every_text_is_answered(text: str) -> None:
    """Whatever is typed is a command or a refusal with words."""
    command = parse(text)
    assert not isinstance(command, Refusal) or command.text


@given(st.sampled_from(NOW), st.text(alphabet='"“<@U0ANA|ana> -.:\n4Rgo&;#!^SC', max_size=60))
def test_garbage_after_every_word_is_answered(word: str, garbage: str) -> None:
    """Whatever follows a word is a command or a refusal with words."""
    command = parse(f"{word} {garbage}")
    assert not isinstance(command, Refusal) or command.text
