from dataclasses import replace

from bot.domain.people import Group, role_text
from commands.blocks.sentences import told
from tests.bot.domain import plans as p
from tests.bot.domain.sections import all_said, data, deployed, failed, migrated, ok


def test_the_log_says_what_was_found() -> None:
    """Row by row, and for whom it was said."""
    stage = migrated()
    events = stage.do(data(ok(1, "12"), failed(2, "*0*")), p.ANA)
    expected = "Data (recorded for Dora Nagy): orders matches: “12”; carts does not match: “∗0∗”"
    assert expected == told(events, stage.state, stage.plan)[0]


def test_the_log_says_what_was_changed() -> None:
    """All rows that were said at once, in one sentence."""
    stage = all_said(deployed())
    rows = "API_VERSION is changed; TTL is changed; express is changed"
    expected = f"Configuration (recorded for Devi Rao): {rows}"
    assert expected == told(stage.last, stage.state, stage.plan)[0]


def test_the_log_names_the_group_that_was_relied_on() -> None:
    """As for the step itself."""
    stage = migrated()
    dba = role_text("DBA")
    group = Group(id="S1", handle="dba-team", members=(p.DBA.id,))
    stage.roles[dba] = replace(stage.roles[dba], groups=(group,))
    stage.wake("roles")
    events = stage.do(data(ok(1)), p.DBA)
    assert "Data, as a member of @dba-team: orders matches" == told(events, stage.state, stage.plan)[0]
