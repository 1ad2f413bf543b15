"""Plans of several teams: the web shop's, under other names, for other services and at other hours."""

from pathlib import Path

from tests.bot.web_shop import PLANS
from tests.scenario.night import Night
from tests.scenario.stages import played_once

SIGNERS = ("pia", "sec", "omar", "carla", "lee", "quinn", "drew")
LED_BY_ANA = "| Deployment Lead | Ana Castillo (@ana) |"
DONE_BY_DORA = "| DBA | Dora Nagy (@dba) |"


def plan_of(name: str, service: str, *, lead: str = "", dba: str = "", window: str = "23:00 - 01:00") -> str:
    """The web shop's plan as that of another release, maybe with another lead or DBA; its ID is `NAME-1`."""
    text = (PLANS / "web-shop.md").read_text("utf-8")
    changes = {
        "WEB-DEPLOY-041": f"{name.upper()}-1",
        "| Release Name | Web shop |": f"| Release Name | {name} |",
        "| Service | web-shop |": f"| Service | {service} |",
        "23:00 - 01:00": window,
        LED_BY_ANA: f"| Deployment Lead | {lead} |" if lead else LED_BY_ANA,
        DONE_BY_DORA: f"| DBA | {dba} |" if dba else DONE_BY_DORA,
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def write(folder: Path, **plans: str) -> Path:
    """A folder with the web shop's plan and these."""
    folder.mkdir(exist_ok=True)
    for name, text in {"web-shop": (PLANS / "web-shop.md").read_text("utf-8"), **plans}.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return folder


@played_once
async def approved(night: Night, deployment: str) -> None:
    """Submitted by Tess and signed by everybody."""
    await night.types("tess", f"submit {deployment}")
    for signer in SIGNERS:
        await night.types(signer, f"approve {deployment}")


@played_once
async def begun(night: Night, deployment: str) -> None:
    """Approved, and begun past the checklist."""
    await approved(night, deployment)
    await night.types("ana", f"begin {deployment} override it was checked by telephone")


@played_once
async def deployed(night: Night, deployment: str) -> None:
    """Begun, and gone at once."""
    await begun(night, deployment)
    for step in (1, 2, 3, 4):
        await night.types("ana", f"step {deployment} {step} done")
    await night.types("ana", f"go {deployment} now")
