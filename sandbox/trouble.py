"""The control API of what goes wrong: with the Web API, and with sockets; and the log of what was called."""

from dataclasses import asdict
from itertools import islice

from fastapi import APIRouter
from pydantic import BaseModel

from sandbox.model import Json
from sandbox.socket_mode import Goodbye, Sockets
from sandbox.web_api.endpoint import WebApi
from sandbox.web_api.faults import Fault, FaultKind


class FaultWanted(BaseModel):
    """See `Fault`."""

    method: str
    kind: FaultKind
    times: int = 1
    retry_after: int = 1
    code: str = "internal_error"


class Disconnection(BaseModel):
    """See `Goodbye`."""

    reason: Goodbye


def socket_router(sockets: Sockets) -> APIRouter:
    """How many sockets the bot has open, and their end."""
    router = APIRouter(prefix="/sandbox/socket")

    @router.get("")
    def connections() -> Json:
        return {"connections": len(sockets)}

    @router.post("/disconnect")
    async def disconnect(asked: Disconnection) -> Json:
        await sockets.say_goodbye(asked.reason)
        return connections()

    return router


def faults_router(api: WebApi) -> APIRouter:
    """What goes wrong with the Web API, and what was called."""
    router = APIRouter(prefix="/sandbox")

    @router.post("/faults")
    async def add_fault(asked: FaultWanted) -> list[Json]:
        api.faults.waiting.append(Fault(**asked.model_dump()))
        return faults()

    @router.get("/faults")
    def faults() -> list[Json]:
        return [asdict(fault) for fault in api.faults.waiting]

    @router.delete("/faults")
    async def no_faults() -> list[Json]:
        api.faults.waiting.clear()
        return []

    @router.get("/calls")
    async def calls(method: str = "", since: int = 0) -> list[Json]:
        """Those kept after the first `since`, of one method or of all."""
        return [asdict(call) for call in islice(api.log.calls, since, None) if method in {"", call.method}]

    return router
