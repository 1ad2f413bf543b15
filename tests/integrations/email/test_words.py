import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from bot.domain.agenda.corrections import (
    CANCELLED,
    CONFIRMED,
    IF_APPROVED,
    MISSED,
    MOVED,
    OVERRUNS,
    PAUSED,
    ROLLED_BACK,
    ROLLING_BACK,
    SLIPPED,
)
from bot.domain.notices import Audience, NoticeKind
from integrations.email.words import CORRECTS, LATE, TURNING, clean, title, words
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.integrations.email import told as t

WINDOW = "Tue 1 Dec 23:00–01:00 CET (Tue 1 Dec 22:00–00:00 UTC)"
LATER = "Wed 2 Dec 00:00–02:00 CET (Tue 1 Dec 23:00–01:00 UTC)"


@given(st.text(max_size=300), st.integers(1, 80))
def test_a_clean_text_does_nothing_to_its_surroundings(text: str, length: int) -> None:
    """One line of at most so many characters, with nothing in it that steers or turns what follows."""
    found = clean(text, length)
    assert len(found) <= length
    assert not set(found) & TURNING
    assert not [c for c in found if unicodedata.category(c) in {"Cc", "Cs"}]
    assert found == clean(found, length)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Web shop", "Web shop"),
        ("Web\r\nBcc: eve@evil.example", "Web Bcc: eve@evil…"),
        ("  two   spaces\tand a tab ", "two spaces and a…"),
        ("e\u0301tat \u202eevil\u2066", "e\u0301tat evil"),
        ("x" * 18, "x" * 18),
        ("x" * 19, "x" * 17 + "…"),
    ],
)
def test_what_is_left_of_a_text(text: str, expected: str) -> None:
    """Line ends become spaces, what is too long ends with a mark, accents stay."""
    assert expected == clean(text, 18)


def test_what_a_mail_says() -> None:
    """Heading, what, when in the plan's zone and in UTC, what to notice, where to follow, the id."""
    said = words(t.mails()["planned"])
    assert ("Deployment of Web shop 4.12.0, production", "Deployment scheduled") == (
        said.subject,
        said.heading,
    )
    assert () == said.remarks
    assert (
        ("What", "Web shop 4.12.0, production"),
        ("When", WINDOW),
        ("What you will notice", "Checkout is read-only for about ten minutes"),
        ("Follow it", "in Slack, #web-shop"),
        ("Deployment", "WEB-DEPLOY-041"),
    ) == said.lines


def test_a_correction_says_what_was_said_before() -> None:
    """Both windows stand there; whoever was told nothing before reads of the new one alone."""
    moved = t.mails()["moved"]
    assert (("Before", WINDOW), ("Now", LATER)) == words(moved).times
    assert (CORRECTS,) == words(moved).remarks
    others = Audience(name="Others", addresses=("others@octal.example",))
    notices = tuple(replace(each, audience=others) for each in moved.state.notices[:-1])
    alone = replace(moved, state=replace(moved.state, notices=(*notices, moved.state.notices[-1])))
    assert (("When", LATER),) == words(alone).times


@pytest.mark.parametrize(
    ("name", "about", "mark"),
    [
        ("planned", "", ""),
        ("step", "", ""),
        ("moved", MOVED, "[Moved] "),
        ("delayed", OVERRUNS, "[Takes longer] "),
        ("delayed", PAUSED, "[On hold] "),
        ("delayed", SLIPPED, "[Not started yet] "),
        ("cancelled", CANCELLED, "[Cancelled] "),
        ("cancelled", MISSED, "[Did not take place] "),
        ("rolled_back", ROLLING_BACK, "[Being rolled back] "),
        ("rolled_back", ROLLED_BACK, "[Rolled back] "),
        ("planned", CONFIRMED, "[Approved] "),
    ],
)
def test_an_inbox_shows_what_became_of_it(name: str, about: str, mark: str) -> None:
    """The mark stands before the subject, which is the same in all mails; the calendar's entry has none."""
    message = t.mails()[name]
    *before, last = message.state.notices
    given_by = replace(last, about=about or last.about)
    said = words(replace(message, state=replace(message.state, notices=(*before, given_by))))
    assert f"{mark}Deployment of Web shop 4.12.0, production" == said.marked_subject
    assert "Deployment of Web shop 4.12.0, production" == said.subject


def test_what_waits_for_approval_is_marked_so() -> None:
    """It is not moved yet."""
    message = t.mails()["moved"]
    *before, last = message.state.notices
    waits = replace(last, message=f"Moved to Wed 2 Dec 00:00 CET{IF_APPROVED}")
    said = words(replace(message, state=replace(message.state, notices=(*before, waits))))
    assert "[Moved, if approved] Deployment of Web shop 4.12.0, production" == said.marked_subject


def test_what_is_gone_has_no_impact_any_more() -> None:
    """A cancellation says what it was planned for, and nothing of what will be noticed."""
    for name, planned in (("cancelled", LATER), ("rolled_back", WINDOW)):
        said = words(t.mails()[name])
        assert (("It was planned for", planned),) == said.times
        assert "What you will notice" not in dict(said.lines)


def test_a_late_notice_says_why() -> None:
    """With the reason where there is one."""
    assert (f"{LATE}: approved only Tue 1 Dec 10:00 CET",) == words(t.mails()["late"]).remarks
    late = t.mails()["late"]
    notice = replace(late.state.notices[-1], late_because="")
    without = replace(late, state=replace(late.state, notices=(notice,)))
    assert (LATE,) == words(without).remarks


def test_what_is_not_known_is_left_out() -> None:
    """No window, no impact, no channel's name: no line is empty, and a heading there always is."""
    stage = Stage().open()
    state = replace(stage.state, window_start=None, window_end=None)
    message = replace(t.message(t.also(state, t.given(NoticeKind.DELAYED, " \x00 ")), stage.plan), channel="")
    said = words(message)
    assert "Delayed" == said.heading
    assert ("What", "Follow it", "Deployment") == tuple(label for label, _ in said.lines)
    assert "in Slack" == dict(said.lines)["Follow it"]


def test_a_title_keeps_version_and_environment() -> None:
    """However long the release's name is; a deployment without any is called by its id."""
    message = t.mails()["planned"]
    long = replace(message, state=replace(message.state, release=t.LONG))
    assert title(long).endswith("… 4.12.0, production")
    bare = replace(message, state=replace(message.state, release="", version=""))
    assert "WEB-DEPLOY-041, production" == title(bare)


def test_in_utc_the_time_stands_once() -> None:
    """A plan whose zone is UTC, or that names none, has one time to say."""
    stage = Stage().open()
    for zone in ("UTC", ""):
        state = replace(stage.state, zone=zone, window_end=p.T0 + timedelta(hours=1))
        said = words(t.message(t.also(state, t.given(NoticeKind.PLANNED, "Tonight")), stage.plan))
        assert (("When", "Tue 1 Dec 22:00–23:00 UTC"),) == said.times
