import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from tminus.settings import FASTEST_CLOCK, Settings, SettingsError, read_settings

PRETEND = {"slack_api_url": "http://127.0.0.1:8000/api/"}
MADE_UP = "s3cret-of-the-test"
SENDER = "deploy@octal.example"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting in the environment, and an empty current folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def problem(**given: object) -> str:
    """What is told of these settings; "" where they are fine."""
    try:
        read_settings(**given)
    except SettingsError as error:
        return str(error)
    return ""


def test_nothing_needs_to_be_set() -> None:
    """Without any setting there are the defaults, and everything else is empty."""
    settings = read_settings()
    assert "sqlite:///tminus.db" == settings.database_url.render_as_string()
    assert Path("plans") == settings.plans_dir
    assert not settings.slack_bot_token
    assert not settings.slack_api_url
    assert not settings.smoke_allowed_hosts
    assert ("INFO", "console") == (settings.log_level, settings.log_format)
    assert (None, 1) == (settings.clock_start, settings.clock_speed)
    assert [] == list(settings.secret_values())


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`.env` of the current folder is read, the environment wins, and what is given wins over both."""
    lines = "PLANS_DIR=of-the-file\nLOG_LEVEL=debug\nPUBLIC_URL=https://file.example\nPORT=8000\n"
    (tmp_path / ".env").write_text(lines, encoding="utf-8")
    monkeypatch.setenv("PLANS_DIR", "of-the-environment")
    settings = read_settings(public_url="https://given.example")
    found = (settings.plans_dir, settings.log_level, settings.public_url)
    assert (Path("of-the-environment"), "DEBUG", "https://given.example") == found


def test_the_example_can_be_copied_as_it_is(tmp_path: Path) -> None:
    """`.env.example` is valid, and before anything is filled in it changes nothing."""
    defaults = read_settings()
    shutil.copy(Path(__file__).parents[2] / ".env.example", tmp_path / ".env")
    assert defaults == read_settings()


def test_an_empty_value_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that was copied from the example and left empty changes nothing."""
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("CLOCK_SPEED", "")
    assert read_settings() == Settings()


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """An unreadable `.env` is told by its name."""
    (tmp_path / ".env").write_bytes(b"LOG_LEVEL=\xff\xfe\n")
    assert ".env: it cannot be read as UTF-8 text (UnicodeDecodeError)" == problem()


def test_settings_do_not_change() -> None:
    """A setting cannot be assigned."""
    settings = read_settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.log_level = "DEBUG"  # type: ignore[misc]  # that it may not be done is the point


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///night.db", "sqlite:///night.db"),
        ("sqlite:////var/lib/tminus.db", "sqlite:////var/lib/tminus.db"),
        ("sqlite+aiosqlite:///night.db", "sqlite:///night.db"),
        ("postgresql://ana:pw@db.example:5432/tminus", "postgresql+psycopg://ana:pw@db.example:5432/tminus"),
        ("postgres://db.example/tminus", "postgresql+psycopg://db.example/tminus"),
        ("postgresql+asyncpg://db.example/tminus", "postgresql+psycopg://db.example/tminus"),
        (
            "postgresql://ana@/tminus?host=/run/postgresql",
            "postgresql+psycopg://ana@/tminus?host=%2Frun%2Fpostgresql",
        ),
    ],
)
def test_a_database_is_reached_by_our_drivers(
    written: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every usual spelling of an address in the environment leads to the drivers that are installed."""
    monkeypatch.setenv("DATABASE_URL", written)
    assert meant == read_settings().database_url.render_as_string(hide_password=False)


@pytest.mark.parametrize(
    "written",
    ["tminus.db", "sqlite://", "sqlite:///:memory:", "mysql://ana:pw@db/x", "postgresql://db.example", "://"],
)
def test_another_database_is_refused(written: str) -> None:
    """An address that cannot work is refused with how to write it."""
    assert (
        "DATABASE_URL: write it as sqlite:///FILE or as postgresql://USER:PASSWORD@HOST/DATABASE"
        == problem(database_url=written)
    )


@pytest.mark.parametrize(
    "written", ["t-minus.example", "ftp://t-minus.example", "https://", "http://[", "http://h:99999"]
)
def test_an_address_is_whole(written: str) -> None:
    """An address without its scheme or host, or with an impossible one, is refused."""
    assert "PUBLIC_URL: write a whole address: https://HOST or http://HOST" == problem(public_url=written)


def test_an_address_ends_without_a_slash() -> None:
    """A slash at the end makes no difference."""
    assert "https://t-minus.example" == read_settings(public_url="https://t-minus.example/").public_url


def test_a_mail_server_is_an_address() -> None:
    """Both schemes of the mail server are read, and others refused without repeating what was written."""
    for scheme in ("smtp", "smtps"):
        written = f"{scheme}://ana:{MADE_UP}@mail.example:587"
        assert written == read_settings(smtp_url=written, email_from=SENDER).smtp_url.get_secret_value()
    assert "SMTP_URL: write a whole address: smtp://HOST or smtps://HOST" == problem(
        smtp_url=f"http://ana:{MADE_UP}@h"
    )


def test_mail_has_a_sender() -> None:
    """A mail server alone cannot work; a sender alone does no harm."""
    expected = "EMAIL_FROM: not set, and SMTP_URL is: from which address is mail to be sent?"
    assert expected == problem(smtp_url="smtp://mail.example")
    assert SENDER == read_settings(email_from=SENDER).email_from


@pytest.mark.parametrize(
    "written",
    ["T-Minus <deploy@octal.example>", "deploy", "@octal.example", "a@b\nBcc: c@d", "dé@octal.example"],
)
def test_a_sender_is_a_bare_address(written: str) -> None:
    """It goes into the envelope, and into headers, as it is."""
    assert "EMAIL_FROM: write a bare mail address: deploy@example.com" == problem(email_from=written)


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are read from the environment without quotes or brackets, blanks do not matter."""
    monkeypatch.setenv("SMOKE_ALLOWED_HOSTS", "shop.example, shop.example:8443,intern.example@10.0.0.0/8")
    monkeypatch.setenv("SECRET_NAMES", "DB_PASSWORD, API_KEY,")
    settings = read_settings()
    assert ("shop.example", "shop.example:8443", "intern.example@10.0.0.0/8") == settings.smoke_allowed_hosts
    assert ("DB_PASSWORD", "API_KEY") == settings.secret_names


@pytest.mark.parametrize(
    "host",
    [
        "https://shop.example",
        "shop.example:",
        "shop.example:0",
        "shop.example:65536",
        "a b",
        "bücher.example",
        "intern.example@10.0.0.0/99",
        "intern.example@10.0.0.5/8",
    ],
)
def test_a_host_is_written_alone(host: str) -> None:
    """A host that cannot be understood is repeated with the forms there are."""
    expected = (
        f"SMOKE_ALLOWED_HOSTS: “{host}”: write HOST, HOST:PORT or HOST@NETWORK, as intern.example@10.0.0.0/8"
    )
    assert expected == problem(smoke_allowed_hosts=host)


def test_headers_are_a_json_object(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headers are read from JSON, and their values are secrets."""
    monkeypatch.setenv("SMOKE_HEADERS", f'{{"X-Bypass": "{MADE_UP}"}}')
    settings = read_settings()
    assert {"X-Bypass": SecretStr(MADE_UP)} == settings.smoke_headers
    assert [MADE_UP] == list(settings.secret_values())


@pytest.mark.parametrize("written", ["X-Bypass: yes", "[]", '{"X-Bypass": 1}', "{"])
def test_other_headers_are_refused(written: str) -> None:
    """What is no JSON object of texts is refused."""
    assert 'SMOKE_HEADERS: write a JSON object of texts: {"X-Maintenance-Bypass": "…"}' == problem(
        smoke_headers=written
    )


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding", "a b", "", "X:", "ü"])
def test_a_header_that_cannot_be_sent_with_every_request_is_refused(name: str) -> None:
    """Those that say how a request is to be read, and what is no name."""
    written = json.dumps({name: "x"})
    assert "SMOKE_HEADERS: one of the names is none that can be sent with every request" == problem(
        smoke_headers=written
    )


@pytest.mark.parametrize("text", ["", " ", "a\r\nX: y", "a\x00b", "ü", " a", "a "])
def test_a_header_whose_value_cannot_be_sent_is_refused(text: str) -> None:
    """Its name is said, its value is a secret."""
    said = problem(smoke_headers=json.dumps({"X-Bypass": text}))
    assert "SMOKE_HEADERS: the value of X-Bypass has a sign that cannot be sent, or none at all" == said


@pytest.mark.parametrize(("name", "written"), [("log_format", "xml"), ("log_level", "LOUD")])
def test_an_unknown_choice_is_told_the_choices(name: str, written: str) -> None:
    """A log's level and form are chosen from a few, in any case."""
    assert problem(**{name: written}).startswith(f"{name.upper()}: input should be")


def test_a_choice_may_be_written_in_any_case() -> None:
    """Capitals do not matter where there are a few choices."""
    settings = read_settings(log_format="JSON", log_level="warning")
    assert ("json", "WARNING") == (settings.log_format, settings.log_level)


@pytest.mark.parametrize("speed", [0, 0.5, 1, FASTEST_CLOCK])
def test_a_pretend_slack_may_have_another_clock(speed: float) -> None:
    """Beside a pretend Slack the plan's clock starts anywhere, stands still or runs fast."""
    settings = read_settings(clock_start="2026-12-01T21:00:00Z", clock_speed=str(speed), **PRETEND)
    assert (datetime(2026, 12, 1, 21, tzinfo=UTC), speed) == (settings.clock_start, settings.clock_speed)


@pytest.mark.parametrize("speed", ["-0.1", str(FASTEST_CLOCK + 1), "nan", "inf", "fast"])
def test_no_clock_runs_backwards_or_too_fast(speed: str) -> None:
    """A speed below zero, above the limit or no number is refused."""
    assert problem(clock_speed=speed, **PRETEND).startswith("CLOCK_SPEED: input should be")


def test_a_clock_starts_at_an_instant() -> None:
    """A start without an offset from UTC is refused."""
    assert "CLOCK_START: input should have timezone info" == problem(
        clock_start="2026-12-01T21:00", **PRETEND
    )


@pytest.mark.parametrize("name", sorted(name.upper() for name in Settings.model_fields))
def test_every_setting_is_read_as_it_is_written(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nonsense in the environment is a text or a problem that names the setting, never a crash."""
    monkeypatch.setenv(name, "{nonsense")
    told = problem(**PRETEND if name != "SLACK_API_URL" else {})
    assert not told or told.startswith(f"{name}: ")


@pytest.mark.parametrize("given", [{"clock_speed": 60}, {"clock_start": "2026-12-01T21:00:00Z"}])
def test_a_real_slack_has_real_time(given: dict[str, object]) -> None:
    """Another clock is refused where people of a real workspace would read it."""
    expected = (
        "CLOCK_START and CLOCK_SPEED are for demo and tests: take them out, "
        "or set SLACK_API_URL to a pretend Slack"
    )
    assert expected == problem(**given)


def test_every_problem_is_told_at_once() -> None:
    """Each setting that cannot be used has a line."""
    assert ["PUBLIC_URL", "LOG_FORMAT"] == [
        line.partition(":")[0] for line in problem(public_url="x", log_format="y").splitlines()
    ]


def test_what_is_needed_is_asked_for_by_name() -> None:
    """Settings that a part cannot do without are named together."""
    settings = read_settings(slack_bot_token=MADE_UP)
    settings.require("SLACK_BOT_TOKEN")
    with pytest.raises(SettingsError) as caught:
        settings.require("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "PUBLIC_URL")
    expected = [
        f"{name}: not set, and needed here: see .env.example"
        for name in ("SLACK_SIGNING_SECRET", "PUBLIC_URL")
    ]
    assert expected == str(caught.value).splitlines()


def test_no_secret_shows_in_the_settings_or_in_a_problem() -> None:
    """Secrets are left out of what settings and their errors print."""
    given = {
        "slack_bot_token": f"xoxb-{MADE_UP}",
        "database_url": f"postgresql://ana:{MADE_UP}@db/tminus",
        "smtp_url": f"smtp://ana:{MADE_UP}@mail.example",
        "email_from": SENDER,
        "smoke_headers": f'{{"X-Bypass": "{MADE_UP}"}}',
    }
    assert MADE_UP not in f"{read_settings(**given)!r} {read_settings(**given)}"
    names = ("database_url", "smtp_url", "smoke_headers", "clock_speed")
    wrong = dict.fromkeys(names, f"nonsense {MADE_UP}")
    assert MADE_UP not in problem(**wrong)


def test_every_secret_is_known_to_the_log() -> None:
    """Tokens, headers and the passwords in addresses are told, as they stand and as they are meant."""
    settings = read_settings(
        grafana_token="of-grafana",
        database_url="postgresql://ana:of%40the-database@db/tminus",
        smtp_url="smtp://ana:of%40the-mail@mail.example",
        prometheus_url="https://ana:of-prometheus@prometheus.example",
        email_from=SENDER,
        smoke_headers='{"X-Bypass": "of-the-header"}',
    )
    assert {
        "of-grafana",
        "of@the-database",
        "smtp://ana:of%40the-mail@mail.example",
        "of%40the-mail",
        "of@the-mail",
        "https://ana:of-prometheus@prometheus.example",
        "of-prometheus",
        "of-the-header",
    } == set(settings.secret_values())
