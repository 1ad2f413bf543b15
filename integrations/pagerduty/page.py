"""From a level's page to what PagerDuty is sent; the same state gives the same bytes."""

from collections.abc import Mapping
from textwrap import shorten

from bot.domain.pages import Page, PageStatus, page
from bot.domain.plan import Severity
from bot.domain.state import Deployment
from bot.ports import Message, Rendered
from integrations.pagerduty.change import DETAIL_LENGTH, SUMMARY_LENGTH, instant, links, rendered

CLIENT = "T-Minus"
SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
}
"""By PagerDuty's words; the service may make a page of less urgency of what is no worse than a warning."""


def render_page(message: Message) -> Rendered:
    """What is sent one after the other, as a JSON object: `events` without the key, and the `policy` to ring.

    What was acknowledged before is closed first: PagerDuty would not ring for it again.
    """
    state = message.state
    shown = page(state, message.plan, message.subject)
    summary = shorten(f"{shown.level} is called: {state.title}, {shown.why}", SUMMARY_LENGTH, placeholder="…")
    if shown.status is not PageStatus.RINGING:
        return rendered({"events": [_event(shown, shown.status)], "policy": ""}, summary)
    found = links(state, message.plan, message.thread)
    ring = {
        **_event(shown, PageStatus.RINGING),
        "client": CLIENT,
        "client_url": found[0]["href"],
        "links": found,
        "payload": {
            "summary": summary,
            "source": state.service,
            "severity": SEVERITIES[shown.severity],
            "timestamp": instant(shown.since),
            "component": state.service,
            "group": state.environment,
            "class": "deployment",
            "custom_details": _details(shown, state),
        },
    }
    before = [_event(shown, PageStatus.OVER)] * bool(shown.answers)
    return rendered({"events": [*before, ring], "policy": shown.policy, "answers": shown.answers}, summary)


def _event(shown: Page, status: PageStatus) -> dict[str, object]:
    return {"event_action": status.value, "dedup_key": shown.key}


def _details(shown: Page, state: Deployment) -> dict[str, str]:
    told = {
        "deployment": state.id,
        "level": shown.level,
        "escalation_policy": shown.policy,
        "why": shown.why,
        "open since": instant(shown.opened_at),
        "called in Slack": shown.people,
    }
    return {name: shorten(text, DETAIL_LENGTH, placeholder="…") for name, text in told.items() if text}
