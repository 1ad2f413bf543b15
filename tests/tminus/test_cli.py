import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.storage import chain
from bot.storage.unit_of_work import Database
from migrations.run import upgrade
from tests.bot import web_shop as w
from tests.pretend_slack import TOKEN, Slack
from tminus.cli import app, main

SEED_LIKE = "# Plan\n\n**Document ID:** P7-DEPLOY-{XXX}\n"
PROGRAM = Path(sys.executable).parent / "tminus"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with none of our settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    """What the program says, and its exit code."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_a_plan_without_errors_passes() -> None:
    """Notes and warnings are printed, and the exit code says that all is well."""
    code, output = run("plan", "check", str(w.PLANS / "web-shop.md"))

    assert code == 0
    assert ": note: " in output
    assert ": error: " not in output


def test_errors_of_a_plan_are_found(elsewhere: Path) -> None:
    """Each finding is a line that an editor can jump to, and the exit code tells of errors."""
    file = elsewhere / "plan.md"
    file.write_text(SEED_LIKE)
    code, output = run("plan", "check", str(file))

    assert code == 1
    assert f"{file}:3: error: " in output


@pytest.mark.parametrize("call", ["check", "show"])
def test_a_file_that_cannot_be_read_is_a_usage_error(elsewhere: Path, call: str) -> None:
    """A missing file and one that is no text are told in a line, with exit code 2."""
    binary = elsewhere / "binary.md"
    binary.write_bytes(b"# Plan\n\xff\xfe")
    missing = run("plan", call, str(elsewhere / "nothing.md"))
    broken = run("plan", call, str(binary))

    assert (2, 2) == (missing[0], broken[0])
    assert "No such file" in missing[1]
    assert "line 2" in broken[1]


def test_the_timeline_is_shown() -> None:
    """`plan show` prints each step with its time."""
    code, output = run("plan", "show", str(w.PLANS / "web-shop.md"))

    assert code == 0
    assert "Run smoke tests" in output or "smoke" in output.casefold()


def test_a_database_is_migrated_and_audited(elsewhere: Path) -> None:
    """`migrate` makes the schema current; an audit of an empty record finds the roster and the freezes."""
    before = run("audit")
    migrated = run("migrate")
    after = run("audit")

    assert (1, 0, 0) == (before[0], migrated[0], after[0])
    assert "tminus migrate" in before[1]
    assert "2 streams" in after[1]
    assert (elsewhere / "tminus.db").exists()


async def test_migrate_names_what_it_folds_anew(elsewhere: Path) -> None:
    """What another version stored."""
    url = f"sqlite:///{elsewhere / 'tminus.db'}"
    upgrade(url)
    play = w.Play(Database(url))
    await play.people()
    await play.start()
    await play.database.write(w.stored_by_another_version)
    await play.database.close()
    assert (0, f"Folded anew, as another version had stored them: {w.ID}.") == (
        (told := run("migrate"))[0],
        told[1].splitlines()[-1],
    )


async def test_a_record_is_printed_at_any_time(elsewhere: Path) -> None:
    """The document with its section, by an ID in any case; what is not there is a usage error."""
    url = f"sqlite:///{elsewhere / 'tminus.db'}"
    before = run("record", w.ID)
    upgrade(url)
    play = w.Play(Database(url))
    await play.people()
    await play.start()
    await play.database.close()
    found = await asyncio.to_thread(CliRunner().invoke, app, ["record", w.ID.lower()])
    missing = await asyncio.to_thread(run, "record", "NOPE-1")

    assert (0, 1, 2) == (found.exit_code, before[0], missing[0])
    assert found.stdout_bytes.decode().startswith(w.text())
    assert "## Execution Record" in found.stdout
    assert "There is no deployment NOPE-1" in missing[1]


def test_an_unknown_deployment_is_an_audit_failure(elsewhere: Path) -> None:
    """Auditing what is not there fails and says so."""
    upgrade(f"sqlite:///{elsewhere / 'tminus.db'}")
    code, output = run("audit", "NOPE-1")

    assert code == 1
    assert "NOPE-1: there is no such deployment" in output


async def first_hash(url: str) -> str:
    """Start a deployment; the hash of its first event."""
    play = w.Play(Database(url))
    await play.people()
    await play.start()
    head = await play.database.read(lambda c: next(chain.read(c, w.ID)).hash)
    await play.database.close()
    return head


def test_a_head_from_outside_is_looked_for(elsewhere: Path) -> None:
    """One that an event has is named with its number; one that none has is a failure."""
    url = f"sqlite:///{elsewhere / 'tminus.db'}"
    upgrade(url)
    head = asyncio.run(first_hash(url))
    known, unknown = run("audit", w.ID, "--head", head), run("audit", w.ID, "--head", "0" * 12)

    assert (0, f"Event 1 of 2 has the hash {head}.") == (known[0], known[1].splitlines()[-1])
    why = "the chain was cut or written anew since; it has 2 events"
    assert (1, f"{w.ID}: no event has the hash 000000000000: {why}") == (
        unknown[0],
        unknown[1].splitlines()[-1],
    )
    assert (2, 2, 2) == (
        run("audit", w.ID, "--head", head[:11])[0],
        run("audit", w.ID, "--head", "g" * 12)[0],
        run("audit", "--head", head)[0],
    )


def test_deployments_are_listed_and_exported(elsewhere: Path) -> None:
    """In three forms, narrowed by each option; an empty answer says so, beside what a program reads."""
    url = f"sqlite:///{elsewhere / 'tminus.db'}"
    upgrade(url)
    head = asyncio.run(first_hash(url))
    empty = run("list", "--to", "2019-12-31")
    day = ("--from", "2026-12-01", "--to", "2026-12-01")
    ever = ("--from", "1900-01-01", "--to", "9999-12-31")
    who = ("--person", "@ana", "--state", "draft")
    narrowed = (*day, *who, "--service", "web-shop", "--environment", "production")
    table, rows, objects = (run("list", *narrowed, "--format", form) for form in ("table", "csv", "json"))
    exported = run("export", *narrowed)

    assert (0, "No deployment is like that.") == (empty[0], empty[1].strip())
    assert table[1].startswith(f"{w.ID} ")
    assert ("id", w.ID) == tuple(line.partition(",")[0] for line in rows[1].splitlines())
    assert w.ID == json.loads(objects[1])["id"]
    assert w.ID in run("list", *ever)[1]
    assert head == json.loads(exported[1])["events"][0]["hash"]
    assert "No deployment is like that." == run("export", "--to", "2026-11-30")[1].strip()
    assert (2, 2) == (run("list", "--from", "yesterday")[0], run("list", "--state", "flying")[0])


@pytest.mark.parametrize("call", ["serve", "web", "worker"])
def test_without_slack_nothing_is_served(
    call: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Missing settings are named, each in a line, and the exit code is 2."""
    monkeypatch.setattr(sys, "argv", ["tminus", call])
    with pytest.raises(SystemExit) as stopped:
        main()

    said = capsys.readouterr().err
    assert stopped.value.code == 2
    assert "SLACK_BOT_TOKEN" in said
    assert "SLACK_SIGNING_SECRET" in said


def test_an_app_token_is_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A token of another kind is refused in words instead of being tried."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"):
        monkeypatch.setenv(name, "xoxb-1")
    monkeypatch.setattr(sys, "argv", ["tminus", "serve"])
    with pytest.raises(SystemExit) as stopped:
        main()

    assert stopped.value.code == 2
    assert "SLACK_APP_TOKEN: write an app-level token" in capsys.readouterr().err


def test_socket_mode_needs_no_signing_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With an app token only the bot token is asked for."""
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setattr(sys, "argv", ["tminus", "serve"])
    with pytest.raises(SystemExit):
        main()

    said = capsys.readouterr().err
    assert "SLACK_BOT_TOKEN" in said
    assert "SLACK_SIGNING_SECRET" not in said


def test_a_stale_schema_is_not_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """A web process does not start on a database that was not migrated."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "x")
    code, output = run("web")

    assert code == 1
    assert "tminus migrate" in output


def test_what_nobody_expected_is_logged_under_an_id(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table that somebody took away ends the program with 1, and its line has an id."""
    upgrade(f"sqlite:///{elsewhere / 'tminus.db'}")
    with closing(sqlite3.connect(elsewhere / "tminus.db")) as connection:
        connection.execute("DROP TABLE event")
    monkeypatch.setattr(sys, "argv", ["tminus", "audit"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert 1 == ended.value.code
    assert re.search(r"tminus: unexpected error.*error_id=[0-9a-f]{8}", capsys.readouterr().err)


async def test_the_doctor_prints_what_it_finds(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, slack: Slack
) -> None:
    """A line each, and 1 where one of them fails: here the scopes are unknown and the rest is well."""
    upgrade(f"sqlite:///{elsewhere / 'tminus.db'}")
    for name, value in {
        "SLACK_API_URL": f"{slack.http.base_url}/api",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": "never-seen",
        "PLANS_DIR": str(w.PLANS),
    }.items():
        monkeypatch.setenv(name, value)
    well = await asyncio.to_thread(run, "doctor")
    monkeypatch.setenv("PLANS_DIR", str(elsewhere / "never-seen"))
    ill = await asyncio.to_thread(run, "doctor")

    assert (0, 1) == (well[0], ill[0])
    assert "ok    Slack: the token is" in well[1]
    assert "FAIL  plans: PLANS_DIR names" in ill[1]
    assert [] == [output for _, output in (well, ill) if TOKEN in output or "never-seen" in output]


def test_a_wrong_call_is_a_usage_error() -> None:
    """An unknown word or option ends with exit code 2."""
    assert run("fly")[0] == 2
    assert run("serve", "--port", "99999999")[0] == 2


def test_the_program_runs_from_any_folder(elsewhere: Path) -> None:
    """The installed program finds its parts wherever it is called."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "PYTHON"))}
    called = subprocess.run(
        [PROGRAM, "plan", "check", w.PLANS / "web-shop.md"],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (called.returncode, called.stderr)
