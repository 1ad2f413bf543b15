from dataclasses import replace

from bot.domain.plan import Channel
from bot.domain.texts import texts_of, with_texts
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage


def test_every_text_is_changed() -> None:
    """In tuples, mappings and what is held by what is held; names of fields and keys are none."""
    plan = replace(p.web_shop(), secret_names=("SALT",))
    loud = with_texts((plan, {"key": "value"}, 7, None, Channel.EMAIL), str.upper)
    assert plan.steps[4].action.upper() == loud[0].steps[4].action
    assert plan.release.name.upper() == loud[0].release.name
    assert ({"key": "VALUE"}, 7, None, Channel.EMAIL) == loud[1:]


def test_a_field_that_is_kept_stays() -> None:
    """Wherever it is met."""
    plan = p.web_shop()
    loud = with_texts(plan, str.upper, frozenset({"action", "name"}))
    assert plan.steps == tuple(
        replace(loud_one, owner=one.owner) for loud_one, one in zip(loud.steps, plan.steps, strict=True)
    )
    assert plan.release.name == loud.release.name


def test_without_a_change_it_is_the_very_same() -> None:
    """What is reckoned from it is not reckoned again, also where another text was put together alike."""
    stage = Stage().to_deploying()
    again = with_texts((stage.state, stage.plan), lambda text: f"{text} "[:-1])
    assert stage.state is again[0]
    assert stage.plan is again[1]


def test_the_texts_of_a_value() -> None:
    """In their order."""
    release = p.web_shop().release
    assert [release.name, release.version] == list(texts_of(release))[:2]
    assert [] == list(texts_of(7))
