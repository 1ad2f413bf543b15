"""All rules over the whole tree."""

from collections.abc import Sequence
from pathlib import Path

from tests.rules.clocks import one_clock
from tests.rules.documents import documents
from tests.rules.generated import stale_pages
from tests.rules.mirror import untested
from tests.rules.outside import no_slack_in_bot, nothing_starts_at_import, one_maker_of_http_clients
from tests.rules.reasons import reasons_for_ignores
from tests.rules.shape import one_sentence_for_each_test, tables_read_their_annotations
from tests.rules.sizes import sizes
from tests.rules.source import ROOT, Finding, Rule, sources
from tests.rules.spelling import keys_in_one_place, slack_ids_in_one_place
from tests.rules.transactions import no_await_in_transaction, one_committer, one_engine_maker

RULES: Sequence[Rule] = (
    one_committer,
    one_engine_maker,
    no_await_in_transaction,
    one_clock,
    slack_ids_in_one_place,
    keys_in_one_place,
    no_slack_in_bot,
    one_maker_of_http_clients,
    nothing_starts_at_import,
    sizes,
    tables_read_their_annotations,
    one_sentence_for_each_test,
    reasons_for_ignores,
)


def findings(root: Path = ROOT) -> list[Finding]:
    """Everything that is wrong, in the order of paths and lines."""
    in_code = [finding for source in sources(root) for rule in RULES for finding in rule(source)]
    return sorted([*in_code, *documents(root), *stale_pages(root), *untested(root)])
