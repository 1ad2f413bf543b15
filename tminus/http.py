"""HTTP clients for the services beside Slack: where they get their time-outs and limits."""

from collections.abc import Mapping

import httpx

SECONDS_TO_CONNECT = 3.0
SECONDS_TO_ANSWER = 8.0
CONNECTIONS = 4


def create_http(base_url: str, headers: Mapping[str, str]) -> httpx.AsyncClient:
    """A client of one service, which repeats nothing and follows no redirection; whoever makes it closes it.

    HTTPS_PROXY counts.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        headers=headers,
        timeout=httpx.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT),
        limits=httpx.Limits(max_connections=CONNECTIONS),
    )
