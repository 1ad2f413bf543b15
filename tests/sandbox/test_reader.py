from datetime import UTC, datetime

import pytest

from sandbox.nodes import Mention, Moment
from sandbox.reader import Reader
from sandbox.workspace import World

# 2026-12-01 21:30 UTC, half an hour after the world's plan time.
EPOCH = int(datetime(2026, 12, 1, 21, 30, tzinfo=UTC).timestamp())
DAY = 24 * 60 * 60


@pytest.mark.parametrize(
    ("user", "shown"), [("U0ANA", "22:30"), ("U0DREW", "16:30"), ("U0DEV", "03:00"), ("", "22:30")]
)
def test_a_moment_is_shown_in_the_readers_zone(world: World, user: str, shown: str) -> None:
    """Berlin, New York and Kolkata each read their own time; the transcript the team's."""
    assert shown == Reader(world, user).moment(Moment(EPOCH, "{time}", "then"))


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("{date_num} {time_secs}", "2026-12-01 22:30:00"),
        ("{date}", "December 1st, 2026"),
        ("{date_short}", "Dec 1, 2026"),
        ("{date_long}", "Tuesday, December 1st, 2026"),
        ("{date_short_pretty} at {time}", "Today at 22:30"),
        ("{ago}", "then"),
        ("no token", "then"),
    ],
)
def test_slacks_date_tokens_are_known(world: World, form: str, shown: str) -> None:
    """Each token has its form; an unknown one shows the fallback."""
    assert shown == Reader(world, "U0ANA").moment(Moment(EPOCH, form, "then"))


@pytest.mark.parametrize(
    ("days", "shown"),
    [(-2, "Nov 29, 2026"), (-1, "Yesterday"), (1, "Tomorrow"), (2, "Dec 3, 2026"), (11, "Dec 12, 2026")],
)
def test_pretty_dates_reach_one_day_each_way(world: World, days: int, shown: str) -> None:
    """Only yesterday, today and tomorrow are named."""
    assert shown == Reader(world, "U0ANA").moment(Moment(EPOCH + days * DAY, "{date_short_pretty}", "then"))


@pytest.mark.parametrize(("day", "shown"), [(2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (21, "21st")])
def test_days_have_their_english_endings(world: World, day: int, shown: str) -> None:
    """1st, 2nd, 3rd, but 11th."""
    epoch = int(datetime(2026, 12, day, 12, tzinfo=UTC).timestamp())

    assert f"December {shown}, 2026" == Reader(world, "U0ANA").moment(Moment(epoch, "{date}", "then"))


def test_daylight_saving_is_heeded(world: World) -> None:
    """The hour after the clocks went forward is shown as people's watches show it."""
    before, after = datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    reader = Reader(world, "U0ANA")

    shown = [reader.moment(Moment(int(at.timestamp()), "{time}", "then")) for at in (before, after)]

    assert ["01:59", "03:00"] == shown


def test_an_impossible_moment_shows_its_fallback(world: World) -> None:
    """An epoch beyond the calendar is no reason to fail."""
    assert "then" == Reader(world, "U0ANA").moment(Moment(10**30, "{time}", "then"))


@pytest.mark.parametrize(
    ("mention", "shown"),
    [
        (Mention("@", "U0ANA"), "@ana"),
        (Mention("^", "S0CAB"), "@cab"),
        (Mention("#", "C0OPS"), "#ops"),
        (Mention("!", "here"), "@here"),
        (Mention("@", "U9", "somebody"), "somebody"),
        (Mention("@", "U9"), "@U9"),
    ],
)
def test_a_mention_shows_its_name(world: World, mention: Mention, shown: str) -> None:
    """Known ids become names, others keep their label or id."""
    assert shown == Reader(world, "U0ANA").mention(mention)


@pytest.mark.parametrize(
    ("mention", "who"),
    [
        (Mention("@", "U0CARLA"), {"U0CARLA"}),
        (Mention("^", "S0CAB"), {"U0CARLA", "U0OMAR"}),
        (Mention("!", "here"), {"U0CARLA", "U0OMAR", "U0ANA"}),
        (Mention("#", "C0OPS"), set()),
    ],
)
def test_a_mention_concerns_those_it_calls(world: World, mention: Mention, who: set[str]) -> None:
    """A person, everybody in a group, or everybody."""
    assert who == {user for user in ("U0CARLA", "U0OMAR", "U0ANA") if Reader(world, user).concerns(mention)}


def test_slackbot_has_a_name(world: World) -> None:
    """Slack's own voice is no user, but is named."""
    assert "Slackbot" == Reader(world).name("USLACKBOT")
