"""What speaks for a rollback: what was seen since when, and whether it still holds. All are mrkdwn."""

from collections.abc import Sequence

from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.plan import Severity
from bot.domain.state import Deployment
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import NAME, link, plain, quoted

SEEN_SHOWN = 3


def most_telling_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """What holds before what is over, the worst first; else in the order in which it was seen."""
    order = list(Severity)

    def rank(each: Evidence) -> tuple[bool, int]:
        return each.is_over, order.index(each.severity) if each.severity else len(order)

    return sorted(evidence, key=rank)


def seen(state: Deployment, evidence: Sequence[Evidence]) -> str:
    """`Error rate 7.2 % since 23:14; Disk full since 23:09 (over) and 3 more`, linked to what shows it."""
    said = [_named(state, each) for each in most_telling_first(evidence)]
    return ph.listed(said, SEEN_SHOWN, "; ")


def _named(state: Deployment, evidence: Evidence) -> str:
    when = ph.hour(state, evidence.since)
    over = " (over)" if evidence.is_over else ""
    if evidence.kind is EvidenceKind.PERSON:
        name = next((each.name for each in state.everyone if each.id == evidence.subject), "somebody")
        return f"{plain(name, NAME)} asks since {when}: {quoted(evidence.text, ph.QUOTE)}{over}"
    what = link(evidence.url, evidence.text) if evidence.url else plain(evidence.text, ph.QUOTE)
    return f"{what} since {when}{over}"


def in_the_log(evidence: Sequence[Evidence]) -> str:
    """The same for the log, which says itself who and when: `“orders pile up”, Disk 91 % full (over)`."""
    said = [f"{_words(each)}{' (over)' if each.is_over else ''}" for each in most_telling_first(evidence)]
    return ph.listed(said, ph.ROWS_SHOWN)


def _words(evidence: Evidence) -> str:
    if evidence.kind is EvidenceKind.PERSON:
        return quoted(evidence.text)
    return link(evidence.url, evidence.text) if evidence.url else plain(evidence.text)
