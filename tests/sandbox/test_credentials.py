import pytest

from sandbox.credentials import ANSWER_LASTS, ANSWERS, TRIGGER_LASTS, Answers, Triggers
from sandbox.errors import SlackError
from tests.sandbox.helpers import RealTime


def test_a_trigger_opens_one_view() -> None:
    """A trigger id is worth one view; the second use is refused as exchanged."""
    triggers = Triggers(RealTime().elapsed)
    trigger = triggers.issue("U0ANA")

    assert "U0ANA" == triggers.spend(trigger)
    with pytest.raises(SlackError, match="exchanged_trigger_id"):
        triggers.spend(trigger)


@pytest.mark.parametrize(("seconds", "expired"), [(TRIGGER_LASTS, False), (TRIGGER_LASTS + 0.01, True)])
def test_a_trigger_lasts_three_seconds(seconds: float, expired: bool) -> None:
    """At three seconds a trigger id still works, after them it is expired."""
    time = RealTime()
    triggers = Triggers(time.elapsed)
    trigger = triggers.issue("U0ANA")
    time.seconds = seconds

    if expired:
        with pytest.raises(SlackError, match="expired_trigger_id"):
            triggers.spend(trigger)
    else:
        assert "U0ANA" == triggers.spend(trigger)


def test_an_invented_trigger_is_invalid() -> None:
    """A trigger id that was never issued is refused."""
    with pytest.raises(SlackError, match="invalid_trigger_id"):
        Triggers(RealTime().elapsed).spend("1.2.3")


def test_an_answer_address_works_five_times() -> None:
    """A response_url takes five answers and refuses the sixth."""
    answers = Answers(RealTime().elapsed)
    name = answers.issue("U0ANA", "C0OPS")
    for _ in range(ANSWERS):
        assert "U0ANA" == answers.use(name).user

    with pytest.raises(SlackError, match="used_url"):
        answers.use(name)


@pytest.mark.parametrize(("seconds", "expired"), [(ANSWER_LASTS, False), (ANSWER_LASTS + 1, True)])
def test_an_answer_address_lasts_half_an_hour(seconds: float, expired: bool) -> None:
    """At thirty minutes a response_url still works, after them it is expired."""
    time = RealTime()
    answers = Answers(time.elapsed)
    name = answers.issue("U0ANA", "C0OPS")
    time.seconds = seconds

    if expired:
        with pytest.raises(SlackError, match="expired_url"):
            answers.use(name)
    else:
        assert "C0OPS" == answers.use(name).channel
