import pytest

from tests.sandbox.helpers import Client


async def test_faults_can_be_taken_back(client: Client) -> None:
    """DELETE ends them all."""
    await client.post("faults", method="*", kind="server_error", times=99)
    await client.http.delete("/sandbox/faults")

    assert (await client.api("auth.test"))["ok"]


async def test_what_will_go_wrong_can_be_read(client: Client) -> None:
    """Each fault with what was not said of it, in the order in which they were asked for."""
    await client.post("faults", method="chat.update", kind="rate_limited", retry_after=7)
    await client.post("faults", method="*", kind="error", times=2)
    waiting = (await client.http.get("/sandbox/faults")).json()

    assert [("chat.update", 1, 7), ("*", 2, 1)] == [
        (fault["method"], fault["times"], fault["retry_after"]) for fault in waiting
    ]
    assert "internal_error" == waiting[1]["code"]


@pytest.mark.parametrize(
    ("path", "content"),
    [("faults", {"method": "x", "kind": "earthquake"}), ("socket/disconnect", {"reason": "bored"})],
)
async def test_a_trouble_that_there_is_not_is_refused(
    client: Client, path: str, content: dict[str, str]
) -> None:
    """A test that misspells it does not pass by accident."""
    assert 422 == (await client.http.post(f"/sandbox/{path}", json=content)).status_code


async def test_calls_are_read_by_method(client: Client) -> None:
    """All of them in order, or those of one method."""
    for method in ("auth.test", "chat.postMessage", "auth.test"):
        await client.api(method)
    every, some = [
        [call["method"] for call in (await client.http.get(f"/sandbox/calls?method={method}")).json()]
        for method in ("", "auth.test")
    ]

    assert ["auth.test", "chat.postMessage", "auth.test"] == every
    assert ["auth.test", "auth.test"] == some


async def test_a_bot_that_never_dialled_in_has_no_socket(client: Client) -> None:
    """Ending all of none is no error."""
    await client.post("socket/disconnect", reason="dropped")

    assert {"connections": 0} == await client.get("socket")
