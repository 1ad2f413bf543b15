from dataclasses import replace

from commands.blocks.reminder import reminder
from commands.blocks.upcoming import moved, soon
from tests.bot.domain import plans as p
from tests.commands.blocks.gallery_upcoming import UPCOMING


def test_who_was_told_reads_what_they_were_told() -> None:
    """Where it is forecast earlier, the time in a message stays the one that it told."""
    message = UPCOMING["reminder/step-soon"]()
    later = replace(message, state=replace(message.state, steps={}))
    assert soon(replace(message, subject="0:6")).text == soon(replace(later, subject="0:6")).text
    assert reminder(message).json[0] == soon(replace(message, subject="0:6")).json[0]


def test_a_step_that_is_gone_is_told_of_no_more() -> None:
    """An amended plan may not have it, and a moved window tells all times anew."""
    message = replace(UPCOMING["reminder/step-moved"](), to=p.OMAR.id, subject="U09:1:99")
    assert "the window moved" in moved(message).text


def test_a_time_that_cannot_hold_is_not_promised() -> None:
    """While the step before is not started, or over its end, the forecast stands, as the least of it."""
    unstarted, late = (UPCOMING[f"reminder/step-soon-{name}-before"]() for name in ("unstarted", "late"))
    assert "Your turn about 23:15 CET or later" in reminder(unstarted).text
    assert "step 5, Run database migrations, called 23:00" in str(reminder(unstarted).json)
    assert "Your turn about 23:15 CET or later" in reminder(late).text
    assert "should have ended 23:10" in str(reminder(late).json)
    assert "or later" in reminder(UPCOMING["reminder/step-soon-on-hold"]()).text
    assert "or later" not in reminder(UPCOMING["reminder/step-soon"]()).text


def test_what_was_told_anew_is_one_line() -> None:
    """The older message of the two has no time any more; the newer one has it."""
    message = UPCOMING["reminder/step-soon-told-anew"]()
    assert "🔁 *6 Deploy application*: told anew, the newer message counts" in str(reminder(message).json)
    sent = next(each for each in message.state.came_due if each.startswith("step-moved"))
    assert "Your time moved to about" in reminder(replace(message, subject=sent)).text
