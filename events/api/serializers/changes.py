"""The serializers of the feed of changes."""

from rest_framework import serializers

from events.api.serializers.base import Described
from events.models import Revision
from events.records.schema_fields import column_field, integer_field, text_field


class ChangeRow(Described):
    """What became of one record."""

    seq = integer_field("Its place among all changes, in the order in which they were committed.")
    at = column_field(Revision, "at")
    collection = column_field(Revision, "collection")
    id = column_field(Revision, "slug")
    change = column_field(
        Revision, "change", allow_null=False, help_text="What became of it, as the public sees it."
    )
    revision = integer_field("The number of the change among those of the record.")
    successor = text_field("The id of the record that it went into, where it was merged.", null=True)
    public_reason = text_field("Why, where it was withdrawn, merged, brought back or redacted.", null=True)


class ChangesPage(Described):
    """A page of changes."""

    next = serializers.URLField(
        read_only=True, allow_null=True, help_text="The next page; null where nothing more has happened yet."
    )
    previous = serializers.URLField(
        read_only=True, allow_null=True, help_text="Null: the feed is read forwards."
    )
    next_cursor = text_field("Where to go on, now or later: it is always given.")
    previous_cursor = text_field("Null: the feed is read forwards.", null=True)
    count = integer_field("Null: changes are not counted.", null=True)
    results = ChangeRow(many=True, read_only=True, help_text="The changes, the oldest first.")
