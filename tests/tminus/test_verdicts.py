import pytest

from tminus.verdicts import Check, Verdict, bad, good, off


@pytest.mark.parametrize(
    ("check", "verdict", "line"),
    [
        (good("plans", "2 can be started"), Verdict.GOOD, "ok    plans: 2 can be started"),
        (off("email", "not set up"), Verdict.OFF, "--    email: not set up"),
        (bad("Slack", "it says\nno"), Verdict.BAD, "FAIL  Slack: it says no"),
    ],
)
def test_each_check_is_one_line(check: Check, verdict: Verdict, line: str) -> None:
    """Whatever a service said in several."""
    assert (verdict, line) == (check.verdict, str(check))
