from dataclasses import replace

from bot.domain.evidence import Evidence, EvidenceKind
from commands.blocks.evidence import in_the_log, most_telling_first, seen
from tests.bot.domain import asking as a, plans as p
from tests.commands.blocks.gallery_asked import DISK, ERRORS

ASKS = Evidence(kind=EvidenceKind.PERSON, subject=p.DEV.id, text="orders fail", since=p.T0)
STATE = a.asked().state


def test_the_worst_that_holds_comes_first() -> None:
    """What is over comes last, however bad it was; what has no severity behind what has one."""
    over = replace(ERRORS, is_over=True)
    assert [DISK, ASKS, over] == most_telling_first((over, ASKS, DISK))


def test_each_kind_says_who_or_what_and_since_when() -> None:
    """A person asks, a monitor links to what shows it, and what is over says so."""
    assert "Devi Rao asks since 23:00: “orders fail”" == seen(STATE, (ASKS,))
    assert "Disk 91 % full since 23:09 (over)" == seen(STATE, (replace(DISK, is_over=True),))
    assert seen(STATE, (ERRORS,)).startswith("<https://grafana.example.com/d/errors|Error rate 7.2 %")


def test_somebody_who_is_not_known_any_more_still_asked() -> None:
    """Whoever left since is not named, and what they said stands."""
    assert "somebody asks since 23:00: “orders fail”" == seen(STATE, (replace(ASKS, subject="U77"),))


def test_three_are_shown_and_the_others_counted() -> None:
    """Of twenty things the three worst stand there."""
    many = tuple(replace(DISK, subject=str(number)) for number in range(20))
    assert seen(STATE, many).endswith(" and 17 more")


def test_the_log_says_itself_who_and_when() -> None:
    """There the words alone stand, with what is over."""
    assert "Disk 91 % full, “orders fail” (over)" == in_the_log((replace(ASKS, is_over=True), DISK))
    assert in_the_log((ERRORS,)).startswith("<https://")
