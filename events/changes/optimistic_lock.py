"""Lost updates: a change that was made from a version which is not the newest any more."""

from collections.abc import Mapping

from events.models.record import Record


class StaleRecordError(Exception):
    """Somebody else changed the record since it was read."""

    def __init__(self, record: Record, expected: int, *, deleted: bool = False) -> None:
        now = "was deleted meanwhile" if deleted else f"is at version {record.version} by now"
        super().__init__(
            f"{record.COLLECTION.value}/{record.slug} {now}; this change was made from version {expected}."
        )
        self.record = record
        self.expected = expected


def refuse_stale(expected: Mapping[Record, int]) -> None:
    """Hold these records, unless one has another version by now. Raises: StaleRecordError."""
    for stale, version in expected.items():
        held = type(stale)._base_manager.select_for_update(no_key=True).filter(pk=stale.pk).first()
        if not isinstance(held, Record):
            raise StaleRecordError(stale, version, deleted=True)
        if held.version != version:
            raise StaleRecordError(held, version)
