"""A ready cast for the demo and the scenarios: the team Octal, its channels, and who works there."""

from collections.abc import Callable
from datetime import datetime

from sandbox import clock
from sandbox.model import Bot, Conversation, Group, Team, User
from sandbox.workspace import World

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
BOT = Bot(app_id="A0TMINUS", bot_id="B0TMINUS", user_id="U0TMINUS")

_PEOPLE = (
    ("ana", "Ana Castillo", "Deployment lead", BERLIN),
    ("sam", "Sam Whitfield", "Deputy of the lead", BERLIN),
    ("dev", "Devi Rao", "DevOps engineer", "Asia/Kolkata"),
    ("dba", "Dora Nagy", "Database administrator", BERLIN),
    ("lee", "Lee Park", "Dev lead", BERLIN),
    ("quinn", "Quinn Adler", "QA lead", BERLIN),
    ("pia", "Pia Moreau", "Product owner", BERLIN),
    ("sec", "Sefa Yilmaz", "Security lead", BERLIN),
    ("omar", "Omar Haddad", "Ops manager", BERLIN),
    ("carla", "Carla Reyes", "Change advisory board", BERLIN),
    ("paul", "Paul Novak", "Project manager", BERLIN),
    ("drew", "Drew Lindqvist", "DevOps lead", NEW_YORK),
    ("tess", "Tess Okafor", "Release manager", BERLIN),
    ("noor", "Noor Siddiqui", "Data platform lead", NEW_YORK),
    ("maya", "Maya Fischer", "Deployment lead of the ledger", NEW_YORK),
    ("ivo", "Ivo Marchetti", "Database administrator of the ledger", NEW_YORK),
    ("ruth", "Ruth Adeyemi", "Storage engineer", NEW_YORK),
    ("priya", "Priya Raman", "Operations", NEW_YORK),
    ("ned", "Ned Holm", "Somebody who only looks on", BERLIN),
)
ACME = "T0ACME"
"""Another organization's workspace; its people are met in the channel that is shared with it."""
_GUEST = User(
    id="U0GIL",
    handle="gil",
    name="Gil Brandt",
    email="gil@contractor.example",
    zone=BERLIN,
    title="Contractor, a guest",
    is_guest=True,
)
_STRANGER = User(
    id="U0ERIN",
    handle="erin",
    name="Erin Walsh",
    email="erin@acme.example",
    zone=NEW_YORK,
    title="Acme Payments, another company",
    team=ACME,
)
_ADMINS = frozenset({"tess"})
_CHANNELS = (
    ("C0WEBSHOP", "web-shop-release", "Releases of the web shop"),
    ("C0LEDGER", "ledger-release", "Releases of the ledger"),
    ("C0OPS", "ops", "Who runs what, and what runs hot"),
)
_GROUPS = (
    ("S0CAB", "cab", "Change Advisory Board", ("carla", "omar")),
    ("S0DBATEAM", "dba-team", "Database administrators", ("dba", "ivo", "ruth")),
    (
        "S0RELEASE",
        "release-crew",
        "Whoever takes part in releases",
        ("ana", "sam", "dev", "dba", "lee", "quinn", "pia", "omar", "paul", "drew", "tess", "priya"),
    ),
)


def octal(
    *,
    hint: str = "/deploy help",
    now: Callable[[], datetime] = clock.real_now,
    elapsed: Callable[[], float] = clock.elapsed,
) -> World:
    """The team Octal: its people are in every channel, the bot in all but #general and the private one.

    A guest is in #web-shop-release alone, somebody of Acme in the channel that is shared with Acme. Arguments
    as in `World`.
    """
    people = _people()
    bot = User(id=BOT.user_id, handle="tminus", name="T-Minus", email="", zone="Etc/UTC", is_bot=True)
    return World(
        team=Team(id="T0OCTAL", domain="octal", name="Octal", zone=BERLIN),
        bot=BOT,
        users=[*people, _GUEST, _STRANGER, bot],
        groups=[
            Group(id=group, handle=handle, name=title, users=tuple(f"U0{one.upper()}" for one in users))
            for group, handle, title, users in _GROUPS
        ],
        channels=_channels([person.id for person in people]),
        hint=hint,
        now=now,
        elapsed=elapsed,
    )


def _people() -> list[User]:
    return [
        User(
            id=f"U0{handle.upper()}",
            handle=handle,
            name=name,
            email=f"{handle}@octal.example",
            zone=zone,
            title=title,
            is_admin=handle in _ADMINS,
        )
        for handle, name, title, zone in _PEOPLE
    ]


def _channels(everybody: list[str]) -> list[Conversation]:
    places = [
        Conversation(id=channel, name=name, topic=topic, members=[*everybody, BOT.user_id])
        for channel, name, topic in _CHANNELS
    ]
    places[0].members.append(_GUEST.id)
    general = Conversation(
        id="C0GENERAL",
        name="general",
        topic="Everybody; T-Minus was never invited here",
        members=[*everybody],
    )
    war_room = Conversation(
        id="C0WARROOM",
        name="release-war-room",
        topic="Private, and without T-Minus",
        members=[*everybody],
        is_private=True,
    )
    acme = Conversation(
        id="C0ACME",
        name="acme-payments",
        topic="Shared with Acme",
        members=[*everybody, _STRANGER.id, BOT.user_id],
        shared_with=(ACME,),
    )
    return [*places, general, war_room, acme]
