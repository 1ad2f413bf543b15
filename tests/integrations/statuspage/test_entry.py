import json
from dataclasses import replace

from integrations.statuspage.entry import BODY_LENGTH, NAME_LENGTH, render
from tests.bot.domain.test_status_page import on_page
from tests.integrations.statuspage.test_contract import told


def test_long_names_and_words_are_cut_to_statuspages_limits() -> None:
    """At the limit all stands there, beyond it the end is left out."""
    stage = on_page().to_approved()
    ends = "4.12.0: planned maintenance"
    for length, is_whole in ((NAME_LENGTH - len(ends) - 1, True), (NAME_LENGTH - len(ends), False)):
        state = replace(stage.state, release="w" * length)
        name = json.loads(render(replace(told(stage), state=state)).body)["name"]
        assert len(name) <= NAME_LENGTH
        assert is_whole == name.endswith(ends)
    impact = replace(stage.plan.release, customer_impact="carts and logins are kept " * 2000)
    long = replace(told(stage), plan=replace(stage.plan, release=impact))
    body = json.loads(render(long).body)["body"]
    assert BODY_LENGTH - 10 < len(body) <= BODY_LENGTH


def test_the_whole_entry() -> None:
    """What Statuspage is sent for a scheduled maintenance."""
    rendered = render(told(on_page().to_approved()))
    assert {
        "name": "Web shop 4.12.0: planned maintenance",
        "status": "scheduled",
        "body": (
            "The shop will be in maintenance from 22:25 until about 00:00. Planned for Tue 1 Dec "
            "23:00–01:00 CET (Tue 1 Dec 22:00–00:00 UTC). What you will notice: The shop shows a "
            "maintenance page; carts are kept."
        ),
        "scheduled_for": "2026-12-01T22:00:00Z",
        "scheduled_until": "2026-12-02T00:00:00Z",
    } == json.loads(rendered.body)
    assert "Web shop 4.12.0: planned maintenance" == rendered.text
