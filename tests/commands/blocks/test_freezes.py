from commands.blocks.freezes import listed
from commands.blocks.limits import problems
from tests.bot.domain import around as a
from tests.commands.blocks.comparing import compare
from tests.commands.blocks.readable import blocks_of, named


def test_the_list_reads_as_agreed() -> None:
    """Freezes, then locks, each with when, who, why, and how a lock is released."""
    content = listed([a.freeze(1), a.freeze(2, service="Billing")], [a.lock()])
    compare("answers/freezes", named("\n".join(blocks_of(content.json))) + "\n")


def test_nothing_frozen_says_how_it_is_done() -> None:
    """An empty list says what to type."""
    assert "`/deploy freeze [SERVICE|all ENVIRONMENT FROM TO reason]` sets a freeze" in listed([], []).text


def test_a_long_list_stays_within_the_limits() -> None:
    """A hundred freezes and locks are cut where Slack would refuse them."""
    content = listed([a.freeze(number) for number in range(100)], [a.lock()] * 100)
    assert [] == problems(content.text, content.json)
