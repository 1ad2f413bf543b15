from dataclasses import replace

from hypothesis import given, settings, strategies as st

from bot.domain import intents as i
from bot.domain.hushing import HUSHED
from bot.domain.masking import HIDDEN
from bot.domain.plan import Command, Plan, Variable
from bot.domain.quieting import shown, told, unnamed
from bot.domain.texts import texts_of
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.sections import variable
from tests.bot.domain.stories import Stage

PASSWORD = "hunter2-blue"


def command(text: str) -> Command:
    """One of a code block."""
    return Command(comment="", text=text, line=0)


def with_secret(name: str = "DB_PASSWORD", value: str = PASSWORD) -> Plan:
    """A plan that sets it."""
    row = replace(variable(name), new_value=value)
    run = command(f"PGPASSWORD={value} psql")
    return replace(p.web_shop(), variables=(row,), migration_commands=(run,))


def test_a_plan_is_shown_without_its_secrets() -> None:
    """Values of section 5, and what its commands have; what is sent stays: it decides who runs its row."""
    test = replace(m.smoke_test(1, f"Login with {PASSWORD}"), request=f'{{"pin": "{PASSWORD}"}}')
    plan = replace(with_secret(), smoke_tests=(test,))
    seen = shown(plan)
    assert HIDDEN == seen.variables[0].new_value
    assert f"PGPASSWORD={HUSHED} psql" == seen.migration_commands[0].text
    assert (f"Login with {HUSHED}", test.request) == (seen.smoke_tests[0].name, seen.smoke_tests[0].request)


def test_a_plan_without_secrets_is_the_very_same() -> None:
    """What is reckoned from it need not be reckoned again; so is a state."""
    stage = Stage().to_deploying()
    assert shown(stage.plan) is stage.plan
    assert told(stage.state, stage.plan) is stage.state


def test_what_happened_is_told_without_them() -> None:
    """Also what was kept before anybody knew that it is a secret."""
    stage = Stage().to_deploying()
    stage.do(i.Hold(reason=f"the shell said {PASSWORD}"), p.ANA)
    assert stage.state.hold
    seen = told((stage.state, stage.last), with_secret())
    assert PASSWORD not in f"{seen}"
    assert seen[0].hold
    assert f"the shell said {HUSHED}" == seen[0].hold.note


def test_what_belongs_to_no_plan_has_none_that_is_one_for_certain() -> None:
    """An alert that concerns nobody."""
    assert (f"token={HUSHED}", PASSWORD) == unnamed(("token=abc", PASSWORD))


def test_no_secret_of_the_plan_is_in_a_refusal() -> None:
    """Whatever it names."""
    stage = Stage(with_secret()).to_deploying()
    refused = stage.refused(i.StartStep(step=PASSWORD), p.ANA)
    assert PASSWORD not in refused.text
    assert HUSHED in refused.text


@settings(max_examples=40)
@given(
    st.from_regex(r"[A-Za-z][A-Za-z0-9!#%^&+~@|-]{4,30}[0-9]", fullmatch=True),
    st.sampled_from(
        (
            "DB_PASSWORD={} ./migrate.sh",
            "./migrate.sh --password {}",
            "./migrate.sh --db-password='{}' up",
            "mysql -u root -p{} shop",
            "psql postgres://shop:{}@db/shop",
            "curl -u ops:{} https://shop.example.com",
            "curl -H 'Authorization: Bearer {}' https://shop.example.com",
            'curl -d \'{{"password": "{}"}}\' https://shop.example.com',
        )
    ),
    st.sampled_from(("5xx with {}", "it says ({}) again", "{}")),
)
def test_no_secret_of_a_plan_is_told(value: str, written: str, said: str) -> None:
    """Set in section 5, written into a command, and seen alone wherever somebody or something says it."""
    row = Variable(name="DB_PASSWORD", old_value="", new_value=value, service="", line=0)
    run = command(written.format(value))
    for plan in (
        replace(p.web_shop(), variables=(row,), rollback_commands=(run,)),
        replace(p.web_shop(), rollback_commands=(run,)),
    ):
        seen = (*texts_of(shown(plan)), *texts_of(told((said.format(value), run), plan)))
        assert [] == [text for text in seen if value in text]
