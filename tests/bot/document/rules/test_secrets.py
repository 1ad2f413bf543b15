import pytest

from bot.document.findings import Level
from bot.domain.hushing import HUSHED
from bot.domain.masking import HIDDEN
from tests.bot.document.documents import changed, said


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("| CHECKOUT_API_VERSION | v3 | v4 |", "| CHECKOUT_API_VERSION | v3 | {} |", "CHECKOUT_API_VERSION"),
        ("| CHECKOUT_API_VERSION | v3 | v4 |", "| CHECKOUT_API_VERSION | {} | v4 |", "CHECKOUT_API_VERSION"),
        ("| express_checkout | off → 10 % |", "| express_checkout | {} |", "express_checkout"),
    ],
)
def test_a_value_that_a_record_hid_is_an_error(old: str, new: str, name: str) -> None:
    """Nobody could set it; what is written out is none."""
    found = said(changed(old, new.format(HIDDEN)), Level.ERROR)
    assert [text for text in found if text.startswith(f"“{name}” has a value that was hidden")] == found
    assert 1 == len(found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("./migrate.sh up --env production", f"PGPASSWORD={HUSHED} ./migrate.sh up --env production"),
        ("| GET / |", f"| GET /?token={HUSHED} |"),
    ],
)
def test_a_command_or_a_request_without_its_secret_is_an_error(old: str, new: str) -> None:
    """Nobody could run it."""
    found = said(changed(old, new), Level.ERROR)
    assert [text for text in found if text.startswith(f"Here {HUSHED} stands for a secret")] == found
    assert 1 == len(found)
