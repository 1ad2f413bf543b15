import pytest
from hypothesis import given, strategies as st

from bot.domain.identity import LONGEST_DOCUMENT_ID, deployment_id, document_id, is_document_id, is_id_shaped


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("WEB-DEPLOY-041", True),
        ("web-deploy-041.2", True),
        ("p-1", True),
        ("a-" + "1" * 62, True),
        ("a-" + "1" * 63, False),
        ("-1", False),
        ("rolled-back", False),
        ("041", False),
        ("WEB DEPLOY-041", False),
        ("", False),
    ],
)
def test_shape_of_an_id(word: str, expected: bool) -> None:
    """An ID has a hyphen and a digit, begins with a letter or digit, and has 64 characters at most."""
    assert expected is is_id_shaped(word)


def test_document_without_an_id() -> None:
    """A document whose ID cannot be typed is called by its file."""
    assert "WEB-DEPLOY-041" == document_id("WEB-DEPLOY-041", "web-shop")
    assert "WEB-SHOP-0" == document_id("P7-DEPLOY-{XXX}", "web-shop")
    assert "PLAN-0" == document_id("", "…")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("WEB.DEPLOY-041", True),
        ("WEB-DEPLOY-041.2", False),
        ("WEB-" + "1" * (LONGEST_DOCUMENT_ID - 4), True),
        ("WEB-" + "1" * (LONGEST_DOCUMENT_ID - 3), False),
        ("WÖB-DEPLOY-041", False),
    ],
)
def test_a_documents_id_is_no_run_and_leaves_room_for_one(written: str, expected: bool) -> None:
    """A document called like another one's second run would be taken for it."""
    assert expected is is_document_id(written)


@given(written=st.text(), stem=st.text())
def test_document_id_can_always_be_typed(written: str, stem: str) -> None:
    """Whatever stands in the document, its ID has an ID's shape, also that of a late run."""
    assert is_id_shaped(deployment_id(document_id(written, stem), 999))


def test_runs_of_a_document() -> None:
    """The first run is called as its document, the second gets .2."""
    assert ["WEB-1", "WEB-1.2"] == [deployment_id("WEB-1", run) for run in (1, 2)]
