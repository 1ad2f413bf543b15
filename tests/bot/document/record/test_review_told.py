from dataclasses import replace
from datetime import timedelta

import pytest

from bot.document.record import review_told as t
from bot.domain import events as e
from bot.domain.deliveries import DeliveryNews
from bot.domain.notices import Audience, NoticeKind
from bot.domain.plan import Channel
from bot.domain.surroundings import Freeze, Surroundings
from tests.bot.document.record.nights import amid, approved
from tests.bot.domain import plans as p

AT = p.T0
FREEZE = Freeze(
    number=3,
    service="",
    environment="production",
    start=AT,
    end=AT + timedelta(hours=9),
    zone=p.ZONE,
    reason="year's end",
    by=p.TESS,
)
AMENDED = e.Amended(
    at=AT,
    by=p.ANA,
    revision="abcdef0123456789",
    release="Web shop",
    version="4.12.0",
    service="web-shop",
    environment="production",
    window_start=AT,
    window_end=p.END,
    zone=p.ZONE,
    rows={},
    items={},
    ticked=(),
    stand=(),
    since={},
    changes=("section 4: one script more",),
    fallen=("Security Sign-off",),
)
CARRIED = e.SignOffCarried(at=AT, by=None, row=4, role="CAB", given_by=p.CARLA, given_at=AT, deployment="W-1")
NOTICE = e.NoticeGiven(
    at=AT,
    by=None,
    number=1,
    kind=NoticeKind.PLANNED,
    about="row:1",
    message="It begins",
    audience=Audience(name="All"),
    ways=(Channel.EMAIL, Channel.SLACK),
)
DELIVERY = e.DeliveryReported(at=AT, by=None, way=Channel.EMAIL, news=DeliveryNews.FAILING, why="no route")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (e.Submitted(at=AT, by=p.TESS, round=2), "Submitted for review, round 2"),
        (
            e.SignedOff(at=AT, by=p.SEC, row=2, role="x", comment="ok", as_member_of="sec"),
            "Security Sign-off: approved, as a member of @sec: “ok”",
        ),
        (
            e.SignOffRejected(at=AT, by=p.SEC, row=2, role="x", reason="no"),
            "Security Sign-off: rejected: “no”; back to draft, every approval is void",
        ),
        (
            e.SignOffWithdrawn(at=AT, by=p.SEC, row=2, role="x", reason=""),
            "Security Sign-off: approval withdrawn",
        ),
        (e.ReviewReopened(at=AT, by=None), "In review again: an approval is missing"),
        (
            AMENDED,
            (
                "Amended, revision `abcdef012345`: section 4: one script more; to be approved again: "
                "Security Sign-off"
            ),
        ),
        (
            replace(AMENDED, changes=(), fallen=()),
            "Amended, revision `abcdef012345`: nothing that anybody approves",
        ),
        (
            CARRIED,
            (
                "Change Advisory Board: a standard change, approved by Carla Reyes on 2026-12-01 23:00 CET "
                "(22:00 UTC) in W-1"
            ),
        ),
        (e.SignOffsOverdue(at=AT, by=None, rows=(1,)), "Overdue approvals of this emergency: UAT Sign-off"),
        (e.Approved(at=AT, by=p.SEC), "Approved: every sign-off is given"),
        (
            e.Approved(at=AT, by=p.SEC, late=(1,), late_due=AT),
            "Approved as an emergency; by 2026-12-01 23:00 CET (22:00 UTC) still to be given: UAT Sign-off",
        ),
        (e.ItemTicked(at=AT, by=p.PAUL, item=7, step="1"), "Ticked by step 1: 7 Backup completed"),
        (
            e.RoleHanded(at=AT, by=p.ANA, role="DBA", to=p.NED, was=(p.DBA,), reason="ill"),
            "DBA is handed from Dora Nagy to Ned Holm: “ill”",
        ),
        (e.RoleHanded(at=AT, by=p.ANA, role="DBA", to=p.NED, was=()), "DBA is handed to Ned Holm"),
        (
            e.PersonLeft(at=AT, by=None, person=p.DBA, roles=("DBA",), deputy_for=(), waits=(), is_news=True),
            "Dora Nagy is not in Slack any more (DBA)",
        ),
        (e.PersonReturned(at=AT, by=None, person=p.DBA, roles=("DBA",)), "Dora Nagy is back in Slack"),
        (
            e.PersonRenamed(at=AT, by=None, user="U1", was="@a_b", now="@c", keys=()),
            "@a_b is called @c from now on",
        ),
        (e.PersonIsOn(at=AT, by=p.DBA), "Says: I'm on"),
        (NOTICE, "All told by email and slack: “It begins”"),
        (
            replace(NOTICE, ways=(), failings=("no address",), is_late=True, late_because="due before"),
            "All not told: “It begins”, late: due before (no address)",
        ),
        (
            e.NoticeEdited(at=AT, by=p.ANA, row=4, message="soon"),
            "Row 4 of 9.1 will say “soon”, not “Deployment in progress”",
        ),
        (
            e.DeadLettersResent(at=AT, by=p.ANA, sent=2, outdated=1),
            "Undelivered messages: 2 sent again, 1 let",
        ),
        (DELIVERY, "Email does not work: no route"),
        (replace(DELIVERY, news=DeliveryNews.WORKING, why=""), "Email works again"),
        (
            replace(DELIVERY, news=DeliveryNews.MISSED, notice=1, missed={"a@b.c": "full"}),
            "“Deployment of Web shop 4.12.0 is scheduled” by email did not reach a@b.c (full)",
        ),
        (
            replace(DELIVERY, news=DeliveryNews.UNDELIVERED, level="L1"),
            "The page of L1 could not be sent by email: no route",
        ),
        (
            replace(DELIVERY, news=DeliveryNews.SKIPPED),
            "A message is not sent by email any more: it is no news",
        ),
    ],
)
def test_each_event_of_the_review_is_a_sentence(event: e.Event, expected: str) -> None:
    """With what was said, whom it was about, and what fell."""
    assert t.SENTENCES[type(event)](event, amid()).startswith(expected)


def test_a_moved_window_is_told_with_both_ends() -> None:
    """So is which approvals fell."""
    moved = e.Rescheduled(**{name: getattr(AMENDED, name) for name in AMENDED.__slots__}, at=AT, by=p.ANA)
    said = t.SENTENCES[e.Rescheduled](moved, approved().told())
    assert said.startswith("Window moved: 2026-12-01 23:00 CET (22:00 UTC) to 2026-12-02 01:00 CET")
    assert said.endswith("to be approved again: Security Sign-off")


def test_a_freeze_that_was_gone_past_is_told_with_its_own_reason() -> None:
    """Its number alone tells nobody what it was; it may be over and gone by now."""
    night = approved()
    seen = e.SurroundingsChanged(at=AT, by=None, surroundings=Surroundings(freezes=(FREEZE,)), is_news=True)
    night.takes((seen, replace(seen, surroundings=Surroundings())))
    past = e.Overridden(at=AT, by=p.ANA, what="freeze 3", reason="agreed")
    said = t.SENTENCES[e.Overridden](past, night.told())
    assert (
        "Went past freeze 3 (2026-12-01 23:00 CET (22:00 UTC) to 2026-12-02 08:00 CET (07:00 UTC): " in said
    )
    assert said.endswith("“year's end”, set by Tess Okafor): “agreed”")


def test_items_that_were_gone_past_are_told_in_their_words() -> None:
    """A plan's boxes have no numbers that one could read."""
    past = e.Overridden(at=AT, by=p.ANA, what="checklist items 1–6, 8–11", reason="agreed")
    said = t.SENTENCES[e.Overridden](past, approved().told())
    assert said.startswith("Went past items of the checklists that nobody had ticked (1 All code merged to ")
    assert said.endswith("; 11 Monitoring team knows the window and the alerts to expect): “agreed”")
    assert "Backup completed" not in said
