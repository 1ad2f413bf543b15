"""The control API of what goes wrong with the Web API, and the log of what was called."""

from dataclasses import asdict

from fastapi import APIRouter
from pydantic import BaseModel

from sandbox.model import Json
from sandbox.web_api.endpoint import WebApi
from sandbox.web_api.faults import Fault, FaultKind


class FaultWanted(BaseModel):
    """See `Fault`."""

    method: str
    kind: FaultKind
    times: int = 1
    retry_after: int = 1
    code: str = "internal_error"


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
    async def calls(method: str = "") -> list[Json]:
        return [asdict(call) for call in api.log.calls if method in {"", call.method}]

    return router
