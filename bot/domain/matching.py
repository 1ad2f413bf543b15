"""Which deployments an alert concerns, and why: by what their plans name (1.1, 5.1, 8.2)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import unquote, urlsplit

from bot.domain.alerts import Alert, AlertSource
from bot.domain.environments import is_same, kind_of
from bot.domain.plan import Dashboard, Plan

SERVICE_LABELS = ("service", "app", "deployment", "job")
"""The labels that may name a service (issue: alerts in), the more telling first."""
ENVIRONMENT_LABELS = ("environment", "env")
STAGE_LABEL = "stage"
"""Names an environment only where it is one of the usual: stages are many things."""

_PAGERDUTY_SERVICE = re.compile(r"/(?:service-directory|services)/([^/]+)")
_GRAFANA_DASHBOARD = re.compile(r"/d(?:-solo)?/([^/]+)")
_LISTED = re.compile(r"\s*(?:,|;|\band\b|&|\+)\s*")
_SEPARATORS = re.compile(r"[\s_]+")
_ADDRESS = re.compile(r"[\d.]+|.*:.*")


class Kind(IntEnum):
    """What a plan names a thing by, the more specific first."""

    PAGERDUTY = 0
    DASHBOARD = 1
    SERVICE = 2
    VARIABLE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A thing that a plan names: `value` as it is compared, `where` in words. `host` is its address's."""

    kind: Kind
    value: str
    where: str
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A deployment that takes alerts, and what its plan names (`named`)."""

    deployment: str
    service: str
    environment: str
    is_running: bool
    named: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An alert concerns a deployment, and why."""

    deployment: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an alert concerns; where that is nothing, `why_none` says what came nearest."""

    matches: tuple[Match, ...]
    why_none: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clue:
    """Something that an alert says of what it is about; `said` in words."""

    kinds: tuple[Kind, ...]
    value: str
    said: str
    host: str = ""


def named_in(plan: Plan) -> tuple[Named, ...]:
    """Everything in a plan by which an alert may find it, each once, the more specific first."""
    found = [named for dashboard in plan.dashboards for named in _of_dashboard(dashboard)]
    found += [Named(kind=Kind.SERVICE, value=_folded(plan.release.service), where="the Service of 1.1")]
    found += [
        Named(kind=Kind.VARIABLE, value=_folded(service), where="a service of 5.1")
        for variable in plan.variables
        for service in _LISTED.split(variable.service)
    ]
    first: dict[tuple[Kind, str, str], Named] = {}
    for named in found:
        first.setdefault((named.kind, named.value, named.host), named)
    return tuple(sorted((named for named in first.values() if named.value), key=lambda named: named.kind))


def _of_dashboard(dashboard: Dashboard) -> Iterator[Named]:
    host, path = _parts(dashboard.url)
    where = f"of 8.2, {dashboard.name}" if dashboard.name else "of 8.2"
    if service := _PAGERDUTY_SERVICE.search(path):
        yield Named(kind=Kind.PAGERDUTY, value=_id(service[1]), where=where, host=host)
    elif dashboard_id := _GRAFANA_DASHBOARD.search(path):
        yield Named(kind=Kind.DASHBOARD, value=_id(dashboard_id[1]), where=where, host=host)


class Matching:
    """Finds what alerts concern among the deployments that take them now."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._by_name: dict[tuple[Kind, str], list[tuple[Candidate, Named]]] = {}
        for each in candidates:
            for named in each.named:
                self._by_name.setdefault((named.kind, named.value), []).append((each, named))

    def find(self, alert: Alert) -> Found:
        """The deployments that an alert concerns: those that what is most specific in it names.

        What the alert says of its environment is believed. Of several that serve one target those that run
        hear of it alone.
        """
        hits = list(self._hits(alert))
        environment = environment_of(alert)
        here = [hit for hit in hits if not environment or is_same(environment, hit[0].environment)]
        if not here:
            return Found(matches=(), why_none=_why_none(hits, environment))
        most_specific = min(named.kind for _, named, _ in here)
        best = {
            each.deployment: (each, Match(deployment=each.deployment, why=f"{clue.said}, {named.where}"))
            for each, named, clue in reversed(here)
            if named.kind is most_specific
        }
        running = {_target(each) for each, _ in best.values() if each.is_running}
        heard = [match for each, match in best.values() if each.is_running or _target(each) not in running]
        return Found(matches=tuple(sorted(heard, key=lambda match: match.deployment)))

    def _hits(self, alert: Alert) -> Iterator[tuple[Candidate, Named, _Clue]]:
        for clue in _clues(alert):
            for kind in clue.kinds:
                for each, named in self._by_name.get((kind, clue.value), ()):
                    if _is_same_host(clue.host, named.host):
                        yield each, named, clue


def environment_of(alert: Alert) -> str:
    """What an alert says of the environment it fires in, "" where it says nothing."""
    labels = {name.casefold(): value.strip() for name, value in alert.labels.items()}
    said = next((labels[name] for name in ENVIRONMENT_LABELS if labels.get(name)), "")
    stage = labels.get(STAGE_LABEL, "")
    return said or (stage if kind_of(stage) else "")


def _clues(alert: Alert) -> Iterator[_Clue]:
    host, _ = _parts(alert.url)
    services = (Kind.SERVICE, Kind.VARIABLE)
    if alert.source is AlertSource.PAGERDUTY:
        for service in alert.services:
            said = f"PagerDuty service {service}"
            yield _Clue(kinds=(Kind.PAGERDUTY,), value=_id(service), said=said, host=host)
    for url in alert.dashboards:
        shown_on, path = _parts(url)
        if found := _GRAFANA_DASHBOARD.search(path):
            said = f"dashboard {unquote(found[1])}"
            yield _Clue(kinds=(Kind.DASHBOARD,), value=_id(found[1]), said=said, host=shown_on)
    labels = {name.casefold(): value for name, value in alert.labels.items()}
    for name in SERVICE_LABELS:
        for value in _spellings(labels.get(name, "")):
            yield _Clue(kinds=services, value=value, said=f"label {name}={labels[name]}")
    for service in alert.services:
        yield _Clue(kinds=services, value=_folded(service), said=f"service {service}")


def _why_none(hits: Sequence[tuple[Candidate, Named, _Clue]], environment: str) -> str:
    if not hits:
        return "no plan under way names anything in it"
    each, _, clue = hits[0]
    return f"{clue.said} as for {each.deployment}, but it fires in {environment}, not {each.environment}"


def _target(each: Candidate) -> tuple[str, str]:
    return _folded(each.service), _folded(each.environment)


def _folded(text: str) -> str:
    """A service as it is compared: case, spaces and underscores apart."""
    return _SEPARATORS.sub("-", text.strip().casefold())


def _spellings(text: str) -> Mapping[str, None]:
    """A label's value, and the last part of it where it has several: `shop/web-shop` is web-shop."""
    return dict.fromkeys(value for value in (_folded(text), _folded(text.rpartition("/")[2])) if value)


def _id(text: str) -> str:
    return unquote(text).strip().casefold()


def _parts(url: str) -> tuple[str, str]:
    """An address's host and path, both "" where it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return (parts.hostname or "").casefold(), parts.path


def _is_same_host(one: str, other: str) -> bool:
    """Whether two addresses may be of one server: within a house it often has a name of its own."""
    return one == other or not (_is_public(one) and _is_public(other))


def _is_public(host: str) -> bool:
    return "." in host and not _ADDRESS.fullmatch(host)
