"""Who reads a record, and so which of its members there are."""

import datetime
from enum import Enum


class Representation(Enum):
    """Who reads the record."""

    SUMMARY = "summary"
    """The public, in a list: without evidence and what else is long."""
    DETAIL = "detail"
    """The public, one record: everything that is public."""
    SNAPSHOT = "snapshot"
    """A revision: everything, with references as `{"ref": "<collection>/<id>"}`."""

    @property
    def public(self) -> bool:
        """Whether only what is public may appear."""
        return self is not Representation.SNAPSHOT

    @property
    def detailed(self) -> bool:
        """Whether evidence and the other long lists belong in."""
        return self is not Representation.SUMMARY


def format_timestamp(value: datetime.datetime | None) -> str | None:
    """A time in UTC with Z."""
    # A tenth of what `strftime` takes; Django reads every time in UTC.
    return f"{value.isoformat(timespec='microseconds').removesuffix('+00:00')}Z" if value else None
