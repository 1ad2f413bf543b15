import re
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import Lost, Permanent, RateLimited, TMinusError, Transient, Unauthorized
from commands.slack_api import (
    IN_DOUBT,
    PASSING,
    REFUSED_TOKEN,
    TERMINAL,
    Identity,
    call,
    create_client,
    create_session,
    identify,
)
from sandbox.model import Json
from tests.pretend_slack import TOKEN, Slack


async def test_the_bot_learns_who_it_is(slack: Slack) -> None:
    """One call at the start says which workspace the token belongs to, and who the bot is there."""
    who = Identity(team="T0OCTAL", url="http://slack.test/", bot="B0TMINUS", user="U0TMINUS")
    assert who == replace(await identify(slack.client), url="http://slack.test/")
    assert (await identify(slack.client)).url.endswith("/")


class InAnOrganization(AsyncWebClient):
    """A client whose workspace belongs to an Enterprise organization."""

    async def auth_test(self, **_kwargs: object) -> AsyncSlackResponse:
        """Who the token speaks as."""
        who = {"team_id": "T1", "url": "", "bot_id": "B1", "user_id": "U1", "enterprise_id": "E1"}
        return AsyncSlackResponse(
            client=self, http_verb="POST", api_url="", req_args={}, data=who, headers={}, status_code=200
        )


async def test_the_bot_learns_of_its_organization(slack: Slack) -> None:
    """In an Enterprise organization our people come from the workspace or from that; else there is none."""
    assert {"T1", "E1"} == (await identify(InAnOrganization())).ours
    assert {"T0OCTAL"} == (await identify(slack.client)).ours


@pytest.mark.parametrize(
    ("kind", "more", "error"),
    [
        ("server_error", {}, Lost),
        ("garbage", {}, Lost),
        ("drop_before", {}, Lost),
        ("drop_after", {}, Lost),
        ("hang_before", {}, Lost),
        ("error", {"code": "something_new"}, Permanent),
    ],
)
async def test_what_goes_wrong_is_one_of_our_errors(
    slack: Slack, kind: str, more: dict[str, str], error: type[TMinusError]
) -> None:
    """Every way a call can go wrong ends in the error that says what may be done about it, after one try."""
    await slack.fail("auth.test", kind, **more)
    with pytest.raises(TMinusError) as caught:
        await call(slack.client.auth_test())
    assert error is type(caught.value)
    assert 1 == len(await slack.calls("auth.test"))


async def test_slack_asks_to_wait(slack: Slack) -> None:
    """A 429 says for how many seconds nothing may be sent."""
    await slack.fail("auth.test", "rate_limited", retry_after=17)
    with pytest.raises(RateLimited) as caught:
        await call(slack.client.auth_test())
    assert 17.0 == caught.value.retry_after


async def failing(status: int, data: Json, headers: dict[str, str]) -> None:
    """A call that Slack answered like that, as slack_sdk tells it."""
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers=headers, status_code=status
    )
    raise SlackApiError("it failed", response)  # type: ignore[no-untyped-call]  # slack_sdk has no types there


@pytest.mark.parametrize(
    ("status", "data", "headers", "seconds"),
    [
        (429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "30"}, 30.0),
        (429, {}, {"Retry-After": "0"}, 1.0),
        (429, {}, {"Retry-After": "soon"}, 30.0),
        (429, {}, {"Retry-After": "nan"}, 30.0),
        (429, {}, {"Retry-After": "inf"}, 300.0),
        (429, {}, {"Retry-After": "86400"}, 300.0),
        (429, {}, {}, 30.0),
        (200, {"ok": False, "error": "rate_limited"}, {}, 30.0),
    ],
)
async def test_every_way_of_asking_to_wait_is_heard(
    status: int, data: Json, headers: dict[str, str], seconds: float
) -> None:
    """A wait is a second at least, five minutes at most, half a minute where Slack does not say how long."""
    with pytest.raises(RateLimited) as caught:
        await call(failing(status, data, headers))
    assert seconds == caught.value.retry_after


async def test_an_answer_that_is_no_object_is_in_doubt() -> None:
    """A 200 with plain text may come from anything on the way, after Slack did what was asked."""
    text: Any = "It works!"
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=text, headers={}, status_code=200
    )

    async def answered() -> AsyncSlackResponse:
        return response.validate()  # type: ignore[no-untyped-call,no-any-return]  # slack_sdk has no types there

    with pytest.raises(Lost, match="could not be read"):
        await call(answered())


@pytest.mark.parametrize("code", TERMINAL)
async def test_terminal_errors_have_words(code: str) -> None:
    """Each error of the table is told in its words."""
    with pytest.raises(Permanent, match="^" + re.escape(TERMINAL[code])) as caught:
        await call(failing(200, {"ok": False, "error": code}, {}))
    assert code == caught.value.code


@pytest.mark.parametrize(
    ("codes", "error"), [(IN_DOUBT, Lost), (PASSING, Transient)], ids=["in doubt", "passing"]
)
async def test_errors_that_pass_are_tried_again(codes: frozenset[str], error: type[TMinusError]) -> None:
    """What may have arrived is looked up first, what did not is simply tried again."""
    for code in codes:
        with pytest.raises(TMinusError) as caught:
            await call(failing(200, {"ok": False, "error": code}, {}))
        assert error is type(caught.value)


@pytest.mark.parametrize(
    "code", ["ekm_access_denied", "message_limit_exceeded", "org_login_required", "update_failed"]
)
async def test_a_storm_or_a_move_of_the_workspace_buries_nothing(code: str) -> None:
    """Too many messages at once, or a workspace that is closed for a while: what waits is tried again."""
    with pytest.raises(Transient, match=code):
        await call(failing(200, {"ok": False, "error": code}, {}))


async def test_a_token_that_is_not_taken_is_waited_for() -> None:
    """A revoked or expired token is nothing of the message's: what waits is kept until somebody mends it."""
    for code, words in REFUSED_TOKEN.items():
        with pytest.raises(Unauthorized, match=f"^{words}"):
            await call(failing(200, {"ok": False, "error": code}, {}))


async def test_a_terminal_error_is_told_in_words_and_by_its_code(slack: Slack) -> None:
    """What stays wrong is said so that a person knows what to do, with Slack's own word beside it."""
    await slack.fail("auth.test", "error", code="not_in_channel")
    with pytest.raises(Permanent, match="/invite it there") as caught:
        await call(slack.client.auth_test())
    assert "not_in_channel" == caught.value.code


async def test_blocks_that_slack_refuses_say_why(slack: Slack) -> None:
    """Slack's own words on a block that it refuses come through."""
    post = slack.client.chat_postMessage(channel="C0OPS", text="x", blocks=[{"type": "nonsense"}])
    with pytest.raises(Permanent, match=r"how the message is built: .") as caught:
        await call(post)
    assert "invalid_blocks" == caught.value.code


async def test_a_slack_that_is_away_may_come_back(unused_tcp_port: int) -> None:
    """Where no connection was had, nothing was sent: it may simply be tried again."""
    async with create_session() as session:
        client = create_client(TOKEN, session, f"http://127.0.0.1:{unused_tcp_port}/api/")
        with pytest.raises(Transient) as caught:
            await call(client.auth_test())
    assert Transient is type(caught.value)


async def test_the_permission_that_is_missing_is_named() -> None:
    """Slack says which one: whoever installs the app again looks for it."""
    answer = {"ok": False, "error": "missing_scope", "needed": "files:write", "provided": "chat:write"}
    with pytest.raises(Permanent, match=r"install it again from slack-manifest\.yaml: files:write"):
        await call(failing(200, answer, {}))
