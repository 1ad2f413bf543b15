"""Whether two texts name one environment."""

import pytest

from bot.domain.environments import PRE_PRODUCTION, is_same, kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("production", "production"),
        ("PROD", "production"),
        ("prod-eu", "production"),
        ("live", "production"),
        ("pre-prod", PRE_PRODUCTION),
        ("preproduction", PRE_PRODUCTION),
        ("non_prod", PRE_PRODUCTION),
        ("Staging", "staging"),
        ("stg2", ""),
        ("uat", "test"),
        ("dev", "development"),
        ("canary", ""),
        ("", ""),
    ],
)
def test_the_usual_environments_have_many_names(text: str, kind: str) -> None:
    """Short or long, with a region; what is only near to production is something else."""
    assert kind == kind_of(text)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("prod", "production", True),
        ("prod-eu", "Production", True),
        ("prod-eu", "prod-us", False),
        ("prod-eu-1", "production eu", True),
        ("pre-prod", "preprod", True),
        ("staging", "production", False),
        ("pre-prod", "production", False),
        ("blue-dc", "Blue DC", True),
        ("canary", "production", False),
        ("", "production", False),
    ],
)
def test_names_of_one_environment(one: str, other: str, expected: bool) -> None:
    """Of the usual ones the kind counts, of others a word that both have."""
    assert expected == is_same(one, other)
    assert expected == is_same(other, one)
