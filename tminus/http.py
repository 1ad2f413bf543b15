"""HTTP clients for the services beside Slack: where they get their time-outs and limits."""

from collections.abc import Mapping

import httpx

SECONDS_TO_CONNECT = 3.0
SECONDS_TO_ANSWER = 8.0
CONNECTIONS = 4
CALLS = 100
"""Of the bare way at once."""


def create_http(
    base_url: str, headers: Mapping[str, str], connections: int = CONNECTIONS
) -> httpx.AsyncClient:
    """A client of one service, which repeats nothing and follows no redirection; whoever makes it closes it.

    HTTPS_PROXY counts.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        headers=headers,
        timeout=httpx.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT),
        limits=httpx.Limits(max_connections=connections),
    )


def create_transport() -> httpx.AsyncHTTPTransport:
    """The bare way to whatever address it is told, for what keeps neither cookies nor connections.

    A connection that is kept would be used for another name at the same address. Whoever makes it closes it;
    SSL_CERT_FILE counts, HTTPS_PROXY does not.
    """
    return httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=CALLS, max_keepalive_connections=0))
