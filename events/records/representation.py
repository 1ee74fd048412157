"""The representations of a record: which members it has for which reader."""

import datetime
from enum import Enum


class Representation(Enum):
    """A form in which a record is read."""

    SUMMARY = "summary"
    """For the public, in a list: without evidence and other long members."""
    DETAIL = "detail"
    """For the public, as a single record: every public member."""
    SNAPSHOT = "snapshot"
    """As a revision stores it: every member, with references as `{"ref": "<collection>/<id>"}`."""

    @property
    def public(self) -> bool:
        """Whether the public reads it."""
        return self is not Representation.SNAPSHOT

    @property
    def detailed(self) -> bool:
        """Whether it includes evidence and other long members."""
        return self is not Representation.SUMMARY


def format_timestamp(value: datetime.datetime | None) -> str | None:
    """The time in ISO 8601 with microseconds and Z, for UTC."""
    # A tenth of what `strftime` takes; Django reads every time in UTC.
    return f"{value.isoformat(timespec='microseconds').removesuffix('+00:00')}Z" if value else None
