import pytest

from bot.document.findings import Level
from bot.domain.decision_makers import FORMS
from tests.bot.document.documents import FILLED, LEDGER, changed, found, line_of, said

AUTHOR = "Tess Okafor (@tess), Release Manager"


@pytest.mark.parametrize("author", ["@sec", "Sefa Yilmaz", "Sefa Yilmaz (@sec)", "Security Lead"])
def test_an_author_who_alone_signs_is_an_error(author: str) -> None:
    """By handle, name or role: who wrote the plan is no signer of it, and without a deputy nobody is."""
    text = changed(AUTHOR, author)
    errors = [finding for finding in found(text) if finding.level is Level.ERROR]

    assert [line_of("| Security Sign-off |", text)] == [error.line for error in errors]
    assert "name a Deputy in 1.2 or 10" in errors[0].text


def test_an_author_with_a_deputy_may_hold_a_role() -> None:
    """A deputy signs in the author's stead."""
    text = changed(AUTHOR, "@sec")
    text = changed(
        "| Security Lead | Sefa Yilmaz (@sec) | +49 30 5550 1008 | |",
        "| Security Lead | @sec | | @sam |",
        text,
    )

    assert [] == said(text, Level.ERROR)


def test_an_author_beside_another_holder_is_fine() -> None:
    """Two people hold the role, one of them may sign."""
    text = changed(AUTHOR, "@sec")
    text = changed("| Security Lead | Sefa Yilmaz (@sec) |", "| Security Lead | @sec, @drew |", text)

    assert [] == said(text, Level.ERROR)


def test_an_author_who_signs_nothing_is_fine() -> None:
    """The release manager of our own plan holds no role that signs."""
    assert [] == said(FILLED, Level.ERROR)


def test_a_role_that_nobody_fills_is_a_warning_once() -> None:
    """However often a role is named, and by whichever of its names, it is warned about on its first line."""
    text = changed("| QA Lead | Quinn Adler (@quinn) | +49 30 5550 1005 | | Smoke tests |\n", "")
    text = changed("| QA Lead | @quinn | | |", "| QA Lead | | | |", text)
    warnings = [finding for finding in found(text) if finding.level is Level.WARNING]

    assert [line_of("| QA Lead | |", text)] == [warning.line for warning in warnings]
    assert "The document does not say who “QA Lead” is" in warnings[0].text


@pytest.mark.parametrize(
    "owner", ["@sam", "sam@example.com", "<@U123>", "Sam Ito +49 30 123456", "All", "DBA + DevOps"]
)
def test_people_and_filled_roles_need_no_warning(owner: str) -> None:
    """A person in the cell, everyone, and several roles that are filled are all known."""
    text = changed("| 9 | Warm up product and checkout pages | DevOps |", f"| 9 | Warm up | {owner} |")

    assert [] == said(text, Level.WARNING)


def test_one_role_of_two_may_be_missing() -> None:
    """Of "Deployment Lead + Storage" only the second is warned about."""
    text = changed("| High | Deployment Lead + Dev Lead |", "| High | Deployment Lead + Storage |")

    assert [
        "The document does not say who “Storage” is: name them in 1.2, unless the roster or Slack knows them."
    ] == (said(text, Level.WARNING))


def test_one_person_in_two_steps_at_once_is_a_warning() -> None:
    """Two roles of one person, or one role, side by side by `After`."""
    text = changed(
        "| 12 | Refresh planner statistics | DBA |", "| 12 | Refresh planner statistics | DevOps |", LEDGER
    )
    warnings = [f for f in found(text) if f.level is Level.WARNING]

    assert 1 == len(warnings)
    assert "begins at T+2 h 25 min, while DevOps is at step 1" in warnings[0].text


def test_one_person_by_two_roles_is_one_person() -> None:
    """Who holds both roles cannot be at both steps."""
    text = changed("| DBA | Ivo Marchetti (@ivo) |", "| DBA | Devi Rao (@dev) |", LEDGER)

    assert 1 == len([each for each in said(text, Level.WARNING) if "until T+2 h 35 min" in each])


def test_phases_that_overlap_put_people_in_two_places() -> None:
    """By its offset 3.3 begins while the same person is still in 3.2."""
    text = changed("(T+37 min)", "(T+33 min)")
    text = changed("| 10 | Run smoke tests | QA |", "| 10 | Run smoke tests | DevOps |", text)

    assert [each for each in said(text, Level.WARNING) if each.startswith("Step 10 begins at T+33 min")]


def test_a_role_of_several_people_may_be_in_two_places() -> None:
    """Two hold the role, so two steps can run at once."""
    text = changed(
        "| 12 | Refresh planner statistics | DBA |", "| 12 | Refresh planner statistics | DevOps |", LEDGER
    )
    text = changed("| DevOps Engineer | Devi Rao (@dev) |", "| DevOps Engineer | @dev, @sam |", text)

    assert [] == said(text, Level.WARNING)


def test_who_decides_in_words_that_are_not_understood_is_a_warning() -> None:
    """With its line, what happens then and what is understood; what is understood is none."""
    text = changed("| High | Deployment Lead + Dev Lead |", "| High | Dev Lead (or DBA if absent) |")
    (warning,) = [each for each in found(text) if each.level is Level.WARNING]
    expected = (
        "6.2 says that “Dev Lead (or DBA if absent)” decides when it is High: that is not understood, so the "
        f"Deployment Lead alone decides. Understood are roles as {FORMS}; whoever stands in is a "
        "Deputy in 1.2."
    )
    assert expected == warning.text
    assert "Dev Lead (or DBA if absent)" in text.splitlines()[warning.line - 1]


@pytest.mark.parametrize(
    "cell", ["any two of Deployment Lead, Dev Lead, DBA", "Majority of the team", "Dev Lead or {who?}", ""]
)
def test_who_decides_in_words_that_are_understood(cell: str) -> None:
    """Roles of 1.2 however they are counted; a placeholder is a finding of its own."""
    text = changed("| High | Deployment Lead + Dev Lead |", f"| High | {cell} |")
    assert [] == [each for each in said(text, Level.WARNING) if "6.2 says that" in each or "who “any" in each]


def test_when_a_level_is_called_in_words_that_are_not_understood_is_a_warning() -> None:
    """With its line, how it is read, and what is understood."""
    text = changed("| First response |", "| Primary |")
    (warning,) = [each for each in found(text) if "9.2 says" in each.text]
    expected = (
        "9.2 says that L1 is called when “Primary”: that is not understood, so it is called when those "
        "before it do not answer. Understood are “First response”, an age, as in “> 30 min issue”, and "
        "“Critical outage”."
    )
    assert (Level.WARNING, expected) == (warning.level, warning.text)
    assert "Primary" in text.splitlines()[warning.line - 1]


@pytest.mark.parametrize(
    ("cell", "before", "expected"),
    [
        ("–", "First response", "when L1 is called: at once, as in the template. Write"),
        ("", "> 30 min issue", "when L2 is called: when the issue is 30 min old, as in the template. Write"),
        (" TBD ", "Critical outage", "when L3 is called: for a critical outage, as in the template. Write"),
    ],
)
def test_when_a_level_is_called_is_not_said(cell: str, before: str, expected: str) -> None:
    """It is as in the template, and the check says so, at its line."""
    text = changed(f"| {before} |", f"| {cell} |")
    (warning,) = [each for each in found(text) if "9.2 does not say" in each.text]
    assert expected in warning.text
    assert Level.WARNING is warning.level
    assert f"| {cell} |" in text.splitlines()[warning.line - 1]


def test_a_fourth_level_of_which_nothing_is_said_has_its_turn() -> None:
    """The template has none such."""
    text = changed("| L3 | CTO |", "| L4 | CTO |").replace("| Critical outage |", "| |")
    (warning,) = [each for each in found(text) if "9.2 does not say" in each.text]
    assert "when L4 is called: when those before it do not answer. Write" in warning.text


@pytest.mark.parametrize("cell", ["First response (within 15 min)", "0-15 min", "Sev1", "{When}"])
def test_when_a_level_is_called_in_words_that_are_understood(cell: str) -> None:
    """A placeholder is a finding of its own."""
    assert [] == [
        each for each in found(changed("| First response |", f"| {cell} |")) if "9.2 says" in each.text
    ]
