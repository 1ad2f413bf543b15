"""Where Web API calls arrive: who calls, which method, what it answers, and the log of it."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import clock
from sandbox.address import address_of
from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.web_api import apps, chat, conversations, files, people, views
from sandbox.web_api.arguments import Arguments, read_arguments
from sandbox.web_api.call import Call, Method
from sandbox.web_api.faults import CallLog, Faults, LoggedCall, faulty_response
from sandbox.workspace import World

METHODS: Mapping[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **views.METHODS,
}


class WebApi:
    """The Web API of one workspace, for the bot whose token is `token`.

    `app_token` is the one that `apps.*` takes, "" where there is none; `scopes` are the token's.
    """

    def __init__(self, world: World, token: str, app_token: str = "", scopes: Sequence[str] = ()) -> None:
        self.world = world
        self.faults = Faults()
        self.log = CallLog()
        self._token = token
        self._app_token = app_token
        self._headers = {"x-oauth-scopes": ",".join(scopes)} if scopes else {}

    def router(self) -> APIRouter:
        """The route: GET and POST, as Slack's clients use both."""
        router = APIRouter()
        router.add_api_route("/api/{method}", self.answer, methods=["GET", "POST"], include_in_schema=False)
        return router

    async def answer(self, method: str, request: Request) -> Response:
        """Answer one call; Slack says 200 also where it refuses."""
        try:
            arguments = await read_arguments(request)
            self.check_token(request, arguments.text("token"), for_app=method in apps.METHODS)
            arguments.values.pop("token", None)
        except SlackError as error:
            return JSONResponse(_refusal(error))
        fault = self.faults.take(method)
        if fault and not fault.kind.performs:
            self.note(method, arguments.values, fault.kind)
            return faulty_response(fault)
        result = self._perform(method, arguments, address_of(request))
        self.note(method, arguments.values, fault.kind if fault else result.get("error", "ok"))
        return faulty_response(fault) if fault else JSONResponse(result, headers=self._headers)

    def check_token(self, request: Request, token: str = "", *, for_app: bool = False) -> None:
        """The header's token, else the argument's.

        Errors: `not_authed` without one, `not_allowed_token_type` for the other kind, `invalid_auth`.
        """
        token = request.headers.get("authorization", "").removeprefix("Bearer ") or token
        if not token:
            raise SlackError("not_authed")
        right, other = (self._app_token, self._token) if for_app else (self._token, self._app_token)
        if token != right:
            raise SlackError("not_allowed_token_type" if token == other else "invalid_auth")

    def _perform(self, name: str, arguments: Arguments, address: str) -> Json:
        method = METHODS.get(name)
        if not method:
            return {"ok": False, "error": "unknown_method", "req_method": name}
        try:
            return {"ok": True} | method(Call(world=self.world, arguments=arguments, address=address))
        except SlackError as error:
            return _refusal(error)

    def note(self, method: str, arguments: Json, outcome: str) -> None:
        """Keep in the log what was called."""
        call = LoggedCall(method=method, arguments=arguments, at=clock.real_now(), outcome=outcome)
        self.log.calls.append(call)


def _refusal(error: SlackError) -> Json:
    result: Json = {"ok": False, "error": error.code}
    return result | ({"response_metadata": {"messages": list(error.messages)}} if error.messages else {})
