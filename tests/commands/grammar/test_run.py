import pytest

from bot.domain import intents as i
from bot.domain.plan import Severity
from commands.command import Command
from commands.words import parse
from tests.commands.grammar.typed import act, assert_refused

READ: dict[str, Command] = {
    "submit": act(i.Submit()),
    "Submit WEB-41": act(i.Submit(), "WEB-41"),
    "begin": act(i.Begin()),
    "begin WEB-41 override the vault is &lt;down&gt;": act(i.Begin(override="the vault is <down>"), "WEB-41"),
    "begin OVERRIDE “2-3 boxes”": act(i.Begin(override="2-3 boxes")),
    "go": act(i.Go()),
    "go NOW": act(i.Go(at_once=True)),
    "go WEB-41 now": act(i.Go(at_once=True), "WEB-41"),
    "rollback CRITICAL checkout is down": act(
        i.RequestRollback(severity=Severity.CRITICAL, reason="checkout is down")
    ),
    "rollback WEB-41 medium": act(i.RequestRollback(severity=Severity.MEDIUM), "WEB-41"),
    "confirm Smoke Tests": act(i.Confirm(wanted="Smoke Tests")),
    "confirm WEB-41 1": act(i.Confirm(wanted="1"), "WEB-41"),
    "confirm Smoke Tests OVERRIDE one is flaky": act(
        i.Confirm(wanted="Smoke Tests", override="one is flaky")
    ),
    "confirm WEB-41 override “flaky”": act(i.Confirm(override="flaky"), "WEB-41"),
    "metric 3 normal": act(i.SayMetric(wanted="3", is_normal=True)),
    "metric normal": act(i.SayMetric(is_normal=True)),
    "metric WEB-41 CPU usage NOT-NORMAL 95 % on two": act(
        i.SayMetric(wanted="CPU usage", is_normal=False, note="95 % on two"), "WEB-41"
    ),
    "metric CPU not normal: “95 %”": act(i.SayMetric(wanted="CPU", is_normal=False, note="95 %")),
    "metric “Normal load” normal": act(i.SayMetric(wanted="“Normal load”", is_normal=True)),
    "confirm overridden": act(i.Confirm(wanted="overridden")),
}

REFUSED = (
    ("rollback", "How bad is it: critical, high, medium?"),
    ("rollback it is down", "How bad is it"),
    ("begin please", "“please”"),
    ("begin override", "Why"),
    ("begin override “”", "Why"),
    ("submit please", "“please”"),
    ("submit override", "Why may it be all the same?"),
    ("metric", "normal, or not-normal"),
    ("metric CPU abnormal", "normal, or not-normal"),
    ("confirm Smoke Tests override", "Why may it be all the same?"),
    ("confirm 3 OVERRIDE “”", "Why may it be all the same?"),
    ("go on", "“on”"),
    ("go now please", "“now please”"),
)


@pytest.mark.parametrize("text", READ)
def test_a_command_is_read(text: str) -> None:
    """What is typed is read as the contract says: the words of the run."""
    assert READ[text] == parse(text)


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_what_is_missing_or_too_much_is_said_with_the_usage(text: str, words: str) -> None:
    """An incomplete or odd command says what is wrong and what can be typed."""
    assert_refused(text, words)
