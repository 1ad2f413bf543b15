from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from bot.document.fill import fill
from bot.document.parse import parse
from bot.domain import intents as i
from bot.domain.placeholders import (
    HARMLESS,
    Wanted,
    filled,
    said_alone,
    said_in,
    secret_said,
    wanted,
    wanted_named,
)
from bot.domain.plan import Command, Plan, Step
from tests.bot.document.documents import FILLED, LEDGER, SEED, START
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

DOCUMENTS = {"web-shop": FILLED, "ledger": fill(LEDGER, version="7.0.0", start=START), "seed": SEED}


def command(text: str) -> Command:
    """A command of 6.4."""
    return Command(comment="", text=text, line=0)


def needing(*texts: str) -> Plan:
    """The web shop's plan with these commands in 6.4."""
    return replace(p.web_shop(), rollback_commands=tuple(map(command, texts)))


def step(plan: Plan, number: str) -> Step:
    """A step of the plan."""
    found = plan.step(number)
    assert found
    return found


@pytest.mark.parametrize(
    ("document", "name", "maker"),
    [("web-shop", "backup_id", "1"), ("ledger", "snapshot_id", "1"), ("seed", "backup_id", "1")],
)
def test_each_document_wants_what_its_first_step_makes(document: str, name: str, maker: str) -> None:
    """The backup's id, or the snapshot's; all else in their commands is known."""
    plan = parse(DOCUMENTS[document]).plan
    assert (Wanted(name=name, step=step(plan, maker)),) == wanted(plan)


@pytest.mark.parametrize(
    "text",
    [
        "echo ${HOME}",
        "curl -w %{http_code}",
        "docker ps --format {{name}}",
        "cp a{1,2} b",
        "git show HEAD@{u}",
        "awk '{print $1}'",
        "echo #{x}",
        "jq {}",
        "get -o jsonpath={.items}",
        "awk '{print}'",
        "jq '{id}'",
        "echo {a..c}",
        f"a {{{'x' * 61}}}",
    ],
)
def test_what_shells_and_tools_write_in_braces_is_no_placeholder(text: str) -> None:
    """It is shown as it stands, and nobody is asked."""
    plan = needing(text)
    assert () == wanted(plan)
    assert text == filled(Stage().to_deploying().state, plan, step(plan, "R3"), command(text)).text


def test_names_are_wanted_once_in_their_order() -> None:
    """Whatever their case; what the release says and counts of migrations are asked of nobody."""
    plan = needing("a {tape} {backup_id}", "b {Backup-ID} {version} {environment} {migrations}")
    assert ["tape", "backup_id"] == [each.name for each in wanted(plan)]
    assert None is wanted(plan)[0].step
    assert wanted(plan)[1] == wanted_named(plan, "{BACKUP-id}")
    assert None is wanted_named(plan, "version")


def test_what_the_release_says_is_filled_in() -> None:
    """Version, environment, service where it is harmless; a name with a space stands beside."""
    state, plan = Stage().to_deploying().state, p.web_shop()
    found = filled(state, plan, step(plan, "R2"), command("x v{version} -e {ENV} {deployment_id} {service}"))
    assert f"x v4.12.0 -e production {state.id} {{service}}" == found.text
    assert {"service": "Web shop"} == found.beside
    assert () == found.lacking


def test_how_many_migrations_are_reversed_is_filled_in() -> None:
    """The number that ran, as the way back reckons it; a step that reverses none has no number."""
    plan = replace(parse(FILLED).plan)
    stage = Stage(plan).to_rolling_back()
    down = command("down --steps {steps}")
    assert "down --steps 3" == filled(stage.state, plan, step(plan, "R3"), down).text
    assert ("steps",) == filled(stage.state, plan, step(plan, "R2"), down).lacking
    assert ("steps",) == filled(stage.state, plan, step(plan, "5"), down).lacking


def test_what_was_noted_is_filled_in() -> None:
    """Wherever its name stands; until then it is lacking."""
    plan = needing("restore {backup_id} {Backup_Id}")
    stage = Stage(plan).to_deploying()
    each = plan.rollback_commands[0]
    assert ("backup_id", "Backup_Id") == filled(stage.state, plan, step(plan, "R3"), each).lacking
    stage.do(i.AddNote(text="backup_id=bk-7"), p.DBA)
    assert "restore bk-7 bk-7" == filled(stage.state, plan, step(plan, "R3"), each).text


@pytest.mark.parametrize("value", ["bk-7", "2026-11-27T22:10+01:00", "s3://bucket/key.tar", "a=b,c@d", "7"])
def test_a_harmless_value_is_filled_in(value: str) -> None:
    """What a shell takes as one word."""
    assert HARMLESS.fullmatch(value)


@given(st.text(max_size=220))
def test_nothing_that_a_shell_reads_is_filled_in(value: str) -> None:
    """No blank, quote, sign, or dash at the start, and nothing too long."""
    if HARMLESS.fullmatch(value):
        assert not set(value) & set(" \t\n'\"`$;&|<>(){}[]*?!#~\\%^")
        assert value[0] not in "-=@"
        assert value.isascii()
        assert len(value) <= 200


@pytest.mark.parametrize("value", ["bk 7", "7; rm -rf /", "$(id)", "-rf", "", "a" * 201, "x\ny", "ä"])
def test_any_other_value_stands_beside(value: str) -> None:
    """It is shown with a warning, and never put into a command."""
    assert not HARMLESS.fullmatch(value)


def test_a_value_that_is_not_harmless_stays_out_of_the_command() -> None:
    """The placeholder stays where it is."""
    plan = needing("restore {backup_id}")
    stage = Stage(plan).to_deploying()
    stage.do(i.AddNote(text="backup_id = 7; rm -rf /"), p.DBA)
    found = filled(stage.state, plan, step(plan, "R3"), plan.rollback_commands[0])
    assert ("restore {backup_id}", {"backup_id": "7; rm -rf /"}) == (found.text, found.beside)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("backup_id=bk-7", [("backup_id", "bk-7")]),
        ("taken 22:10, {Backup-Id}=bk-7, on tape=5", [("backup_id", "bk-7"), ("tape", "5")]),
        ("taken 22:10, {Backup-Id}: bk-7", [("backup_id", "bk-7")]),
        ("(backup_id=`bk-7`).", [("backup_id", "bk-7")]),
        ("backup_id: “bk-7”.", [("backup_id", "bk-7")]),
        ("backup_id: see the wiki", []),
        ("backup_id: not known yet, DBA looks", []),
        ("backup_id = ? ask Dora", []),
        ("done; backup_id: TBD", []),
        ("backup_id=?", []),
        ("3 migrations", []),
        ("no_backup_id=bk-7", []),
        ("backup_id", []),
    ],
)
def test_values_are_said_by_the_way(text: str, said: list[tuple[str, str]]) -> None:
    """A name that a command lacks, and what follows the sign."""
    assert said == [(each.name, value) for each, value in said_in(text, needing("a {backup_id} {tape}"))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" backup id = bk 7 ", ("backup_id", "bk 7")),
        ("{backup_id}: bk-7", ("backup_id", "bk-7")),
        ("the backup_id=bk-7", None),
        ("the replica lags: 40 s", None),
        ("backup_id=", None),
        ("backup_id: not known yet", None),
        ("backup_id=“bk-7”.", ("backup_id", "bk-7")),
    ],
)
def test_a_note_is_a_value_where_it_says_nothing_else(text: str, said: tuple[str, str] | None) -> None:
    """Any other note stays a note."""
    assert said == said_alone(text, needing("a {backup_id}"))


def acting(plan: Plan, **actions: str) -> Plan:
    """The plan with other words for some of its steps."""
    phases = [
        replace(
            each,
            steps=tuple(replace(s, action=actions.get(f"s{s.number}", s.action)) for s in each.steps),
        )
        for each in plan.phases
    ]
    return replace(plan, phases=tuple(phases))


def test_the_step_that_makes_something_makes_a_value() -> None:
    """Rather than one that only speaks of it."""
    plan = acting(needing("a {backup_id}"), s1="Pause backup jobs", s2="Create backup")
    assert [Wanted(name="backup_id", step=step(plan, "2"))] == list(wanted(plan))


def test_no_step_makes_what_was_before_or_is_announced() -> None:
    """The lead is asked for it at Begin."""
    last = p.web_shop().steps[-1].number
    plan = acting(
        needing("a {previous_version} {big_news}"), s1="Note version", **{f"s{last}": "Tell big news"}
    )
    assert [("previous_version", None), ("big_news", None)] == [(w.name, w.step) for w in wanted(plan)]


def test_a_placeholder_in_quotes_is_meant_where_it_looks_so() -> None:
    """What is run over ssh needs its value as well."""
    plan = needing("ssh db './restore.sh {backup_id}'")
    assert ["backup_id"] == [each.name for each in wanted(plan)]


def test_a_secret_is_wanted_of_nobody() -> None:
    """That a text gives it is seen."""
    plan = needing("curl -H {api_token}")
    assert () == wanted(plan)
    assert "api_token" == secret_said("taken, api_token=x", plan)
    assert "" == secret_said("api_token is in the vault", plan)


def test_the_key_of_an_object_is_wanted() -> None:
    """It is no secret, but where something is."""
    plan = needing("aws s3 cp s3://backups/{s3_key} .")
    assert (Wanted(name="s3_key", step=None),) == wanted(plan)


def test_how_a_command_spells_the_service_is_noted() -> None:
    """1.1's name with a blank fits in no command; a version is 1.1's alone."""
    plan = needing("deploy {service} {version}")
    stage = Stage(plan).to_deploying()
    stage.do(i.AddNote(text="service=web-shop"), p.ANA)
    stage.do(i.AddNote(text="version=4.11.2"), p.ANA)
    found = filled(stage.state, plan, step(plan, "R2"), plan.rollback_commands[0])
    assert ("deploy web-shop 4.12.0", {}) == (found.text, found.beside)
    assert None is wanted_named(needing("deploy"), "service")
