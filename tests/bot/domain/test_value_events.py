from bot.domain.value_events import key_of


def test_names_are_compared_without_case_and_signs() -> None:
    """As people type them."""
    assert {"backup_id"} == {key_of(name) for name in ("backup_id", "{Backup-ID}", "backup id", "Backup.Id")}
