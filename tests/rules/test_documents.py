from pathlib import Path

from tests.rules.documents import (
    both_ways,
    broken_links,
    call_names,
    documents,
    is_unreleased_told,
    metric_names,
    setting_names,
    unknown_calls,
)

CLI = """
app.add_typer(plan_app, name="plan", help="Reads a plan.")

@app.command()
def serve() -> None: ...

@app.command("list")
def list_() -> None: ...

@plan_app.command("check")
def plan_check() -> None: ...

def main() -> None: ...
"""


def test_settings_are_told_both_ways() -> None:
    """A setting that is not explained and an explained one that is none are both named."""
    found = list(both_ways({"A_B", "C_D"}, {"C_D", "E_F"}, "setting"))
    assert [
        "the setting A_B is missing: explain it here",
        "E_F is no setting: correct its name or take it out",
    ] == found


def test_setting_names_are_those_of_the_environment() -> None:
    """Settings are named in capitals."""
    assert {"DATABASE_URL", "SLACK_BOT_TOKEN", "LOG_FORMAT"} < setting_names()


def test_metrics_are_named_as_prometheus_does() -> None:
    """Counters end in `_total`, histograms have one name, gauges of rows are among them."""
    expected = {"tminus_ack_seconds", "tminus_deliveries_total", "tminus_dead_letters"}
    assert expected == metric_names() & {*expected, "tminus_deliveries", "process_cpu_seconds_total"}


def test_calls_are_read_from_the_command_line() -> None:
    """Commands count, and groups of commands by their name; helpers and a group's own commands do not."""
    assert {"serve", "list", "plan"} == call_names(CLI)


def test_calls_of_the_program_are_known() -> None:
    """A call that the program does not know is named, wherever it stands; prose is left alone."""
    text = "`tminus server`\n\n    $ tminus serve\n.venv/bin/tminus audti X\nthe database tminus is\n"
    expected = [f"`tminus {name}` is no call of the program: correct it" for name in ("audti", "server")]
    assert expected == list(unknown_calls(text, {"serve", "audit"}))


def test_links_lead_somewhere(tmp_path: Path) -> None:
    """A link to what is not there is named; places in a page and other sites are not judged."""
    (tmp_path / "adr").mkdir()
    text = "[a](adr/) [b](adr/1.md#why) ![c](status.png) [d](#here) [e](https://t-minus.example/x)"
    expected = [f"{path} is not there: correct the link" for path in ("adr/1.md", "status.png")]
    assert expected == list(broken_links(text, tmp_path))


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    """The section for what is not released yet is there, as a heading."""
    assert is_unreleased_told("# Changelog\n\n## [Unreleased]\n")
    assert is_unreleased_told("## Unreleased\n")
    assert not is_unreleased_told("Unreleased\n## 1.0.0\n")


def test_every_document_is_looked_at(tmp_path: Path) -> None:
    """Faults are found in each kind of document."""
    (tmp_path / "docs" / "adr").mkdir(parents=True)
    (tmp_path / "tminus").mkdir()
    (tmp_path / "tminus" / "cli.py").write_text(CLI, encoding="utf-8")
    (tmp_path / ".env.example").write_text("# DATABASE_URL=\nNO_SETTING=1\n", encoding="utf-8")
    (tmp_path / "docs" / "operations.md").write_text("| `DATABASE_URL` | where |\n", encoding="utf-8")
    (tmp_path / "docs" / "user-guide.md").write_text("`/deploy start` `/deploy fly`", encoding="utf-8")
    (tmp_path / "docs" / "adr" / "0001.md").write_text("`tminus fly`", encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text("", encoding="utf-8")
    found = [(finding.path, finding.text) for finding in documents(tmp_path)]
    missing = "the setting LOG_LEVEL is missing: explain it here"
    assert {
        (".env.example", "NO_SETTING is no setting: correct its name or take it out"),
        (".env.example", missing),
        ("docs/operations.md", missing),
        ("docs/user-guide.md", "fly is no word of /deploy: correct its name or take it out"),
        ("docs/user-guide.md", "the word of /deploy step is missing: explain it here"),
        ("CHANGELOG.md", "add `## [Unreleased]` with what changed for users"),
        ("docs/adr/0001.md", "`tminus fly` is no call of the program: correct it"),
    } <= set(found)
    assert not [text for _, text in found if "DATABASE_URL" in text or "/deploy start" in text]
