"""The settings: read from the environment and from `.env` in the current folder, checked, then never changed.

Names are those of the fields in capitals. An empty value counts as unset. What is unset and has no default
is "" (or an empty secret, tuple or mapping): the part that would need it is then not set up. Each setting
is explained in docs/operations.md.
"""

import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import TMinusError

FASTEST_CLOCK = 3600
"""How many seconds of the plan's clock may pass in one real second."""
MOST_PORT = 2**16 - 1
HOST = re.compile(r"[\w.-]+(?::(?P<port>[1-9]\d{0,4}))?", re.ASCII)
APP_LEVEL = "xapp-"
"""How app-level tokens begin (docs.slack.dev: tokens)."""
SENDER = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
"""A mail address without a name, quotes or letters beyond ASCII (RFC 5321's `Dot-string`, roughly)."""
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""RFC 9110's `token`."""
HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?")
OUR_HEADERS = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding"}
)
"""Those that a request has anyway, and that say how it is to be read."""
UNSET = SecretStr("")


class SettingsError(TMinusError):
    """The settings cannot be used; the text has a line for each, with what to do, and holds no value."""


def _database(value: object) -> object:
    """An address that SQLAlchemy understands, with the drivers that T-Minus brings."""
    if not isinstance(value, str):
        return value
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        url = URL.create("none")
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite")
    if backend in {"postgresql", "postgres"} and url.database:
        return url.set(drivername="postgresql+psycopg")
    raise ValueError("write it as sqlite:///FILE or as postgresql://USER:PASSWORD@HOST/DATABASE")


def _address(*schemes: str) -> Callable[[str], str]:
    """A check that a text is an address with one of these schemes and a host; a `/` at its end goes."""

    def check(value: str) -> str:
        problem = f"write a whole address: {' or '.join(f'{scheme}://HOST' for scheme in schemes)}"
        try:
            parts = urlsplit(value)
            is_good = not value or (parts.scheme in schemes and bool(parts.hostname) and parts.port != 0)
        except ValueError:
            is_good = False
        if not is_good:
            raise ValueError(problem)
        return value.rstrip("/")

    return check


def _smtp(value: SecretStr) -> SecretStr:
    _address("smtp", "smtps")(value.get_secret_value())
    return value


def _prometheus(value: SecretStr) -> SecretStr:
    return SecretStr(_address("https", "http")(value.get_secret_value()))


def _sender(value: str) -> str:
    if value and not SENDER.fullmatch(value):
        raise ValueError("write a bare mail address: deploy@example.com")
    return value


def _app_token(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not value.get_secret_value().startswith(APP_LEVEL):
        raise ValueError(f"write an app-level token: it begins with {APP_LEVEL}")
    return value


def _listed(value: object) -> object:
    """The parts of a comma-separated list."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _host(value: str) -> str:
    """`host`, `host:port` or `host@CIDR`."""
    host, at, network = value.partition("@")
    match = HOST.fullmatch(host)
    is_good = match is not None and int(match["port"] or 1) <= MOST_PORT
    try:
        if at:
            ipaddress.ip_network(network)
    except ValueError:
        is_good = False
    if not is_good:
        raise ValueError(f"“{value}”: write HOST, HOST:PORT or HOST@NETWORK, as intern.example@10.0.0.0/8")
    return value


def _headers(value: object) -> object:
    """The object that a JSON text spells."""
    if not isinstance(value, str):
        return value
    try:
        headers = json.loads(value)
    except json.JSONDecodeError:
        headers = None
    if not isinstance(headers, dict) or not all(isinstance(text, str) for text in headers.values()):
        raise ValueError('write a JSON object of texts: {"X-Maintenance-Bypass": "…"}')
    for name, text in headers.items():
        if not HEADER_NAME.fullmatch(name) or name.lower() in OUR_HEADERS:
            raise ValueError("one of the names is none that can be sent with every request")
        if not HEADER_VALUE.fullmatch(text):
            raise ValueError(f"the value of {name} has a sign that cannot be sent, or none at all")
    return headers


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Web = Annotated[str, AfterValidator(_address("https", "http"))]
Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
Hosts = Annotated[tuple[Annotated[str, AfterValidator(_host)], ...], NoDecode, BeforeValidator(_listed)]
Headers = Annotated[Mapping[str, SecretStr], NoDecode, BeforeValidator(_headers)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
Format = Annotated[Literal["console", "json"], BeforeValidator(_lower)]


class Settings(BaseSettings):
    """Every setting, typed. Make it with `read_settings`, which tells people what is wrong.

    Names that are no setting are left alone: `.env` serves other programs, too (`PORT`).
    """

    model_config = SettingsConfigDict(
        arbitrary_types_allowed=True,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: Annotated[URL, NoDecode, BeforeValidator(_database)] = make_url("sqlite:///tminus.db")
    plans_dir: Path = Path("plans")
    public_url: Web = ""

    slack_bot_token: SecretStr = UNSET
    slack_signing_secret: SecretStr = UNSET
    slack_app_token: Annotated[SecretStr, AfterValidator(_app_token)] = UNSET
    slack_api_url: Web = ""

    pagerduty_webhook_secret: SecretStr = UNSET
    pagerduty_api_token: SecretStr = UNSET
    pagerduty_from_email: str = ""
    pagerduty_routing_key: SecretStr = UNSET
    pagerduty_api_url: Web = "https://api.pagerduty.com"
    pagerduty_events_url: Web = "https://events.pagerduty.com"

    grafana_webhook_secret: SecretStr = UNSET
    grafana_url: Web = ""
    grafana_token: SecretStr = UNSET
    prometheus_url: Annotated[SecretStr, AfterValidator(_prometheus)] = UNSET

    statuspage_api_url: Web = "https://api.statuspage.io"
    statuspage_api_key: SecretStr = UNSET
    statuspage_page_id: str = ""

    smtp_url: Annotated[SecretStr, AfterValidator(_smtp)] = UNSET
    email_from: Annotated[str, AfterValidator(_sender)] = ""

    smoke_allowed_hosts: Hosts = ()
    smoke_headers: Headers = Field(default_factory=dict)
    secret_names: Listed = ()

    log_level: Level = "INFO"
    log_format: Format = "console"

    clock_start: AwareDatetime | None = None
    clock_speed: Annotated[float, Field(ge=0, le=FASTEST_CLOCK)] = 1

    @model_validator(mode="after")
    def _real_slack_has_real_time(self) -> Self:
        if not self.slack_api_url and (self.clock_start is not None or self.clock_speed != 1):
            raise ValueError(
                "CLOCK_START and CLOCK_SPEED are for demo and tests: take them out, "
                "or set SLACK_API_URL to a pretend Slack"
            )
        return self

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> Self:
        if self.smtp_url.get_secret_value() and not self.email_from:
            raise ValueError("EMAIL_FROM: not set, and SMTP_URL is: from which address is mail to be sent?")
        return self

    def secret_values(self) -> Iterator[str]:
        """Every configured value that must never be seen: the log leaves them out."""
        values: list[object] = [getattr(self, name) for name in type(self).model_fields]
        for value in (*values, *self.smoke_headers.values()):
            if isinstance(value, SecretStr) and value.get_secret_value():
                yield value.get_secret_value()
        yield from filter(None, (self.database_url.password,))
        for address in (self.smtp_url, self.prometheus_url):
            password = urlsplit(address.get_secret_value()).password or ""
            yield from filter(None, (password, unquote(password)))

    def require(self, *names: str) -> None:
        """Go on only where these settings (`SLACK_BOT_TOKEN`) are set. Errors: `SettingsError`."""
        if missing := [name for name in names if not getattr(self, name.lower())]:
            raise SettingsError(
                "\n".join(f"{name}: not set, and needed here: see .env.example" for name in missing)
            )


def read_settings(**given: Any) -> Settings:  # noqa: ANN401 - values of any setting, checked like those read
    """The settings of this environment; `given` ones (`slack_api_url=…`) come first.

    Errors: `SettingsError` with a line for each setting that cannot be used.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        raise SettingsError("\n".join(map(_told, problems))) from None
    except (OSError, UnicodeError) as error:
        raise SettingsError(f".env: it cannot be read as UTF-8 text ({type(error).__name__})") from error


def _told(problem: Mapping[str, Any]) -> str:
    """One problem as a line: which setting, and what to do."""
    place, text = problem["loc"], str(problem["msg"]).removeprefix("Value error, ")
    return f"{str(place[0]).upper()}: {text[:1].lower()}{text[1:]}" if place else text
