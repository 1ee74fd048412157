"""The optimistic lock: a change that was made from an outdated version of a record is refused."""

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
    """Lock these records if they still have these versions. Raises: StaleRecordError."""
    for stale, version in expected.items():
        current = type(stale)._base_manager.select_for_update(no_key=True).filter(pk=stale.pk).first()
        if not isinstance(current, Record):
            raise StaleRecordError(stale, version, deleted=True)
        if current.version != version:
            raise StaleRecordError(current, version)
