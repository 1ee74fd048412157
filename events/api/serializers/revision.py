"""The serializers of the revisions of a record."""

from rest_framework import serializers

from events.api.serializers.base import Described
from events.models import Revision
from events.records.schema_fields import column_field, integer_field, text_field, text_list_field


class RevisionRow(Described):
    """One change of a record."""

    revision = integer_field(
        "Its number among the changes of the record; those that were not public have some, too."
    )
    seq = integer_field("Its place among all changes, in the order in which they were committed.")
    at = column_field(Revision, "at")
    change = column_field(
        Revision, "change", allow_null=False, help_text="What became of it, as the public sees it."
    )
    public_reason = text_field("Why, where it was withdrawn, merged, brought back or redacted.", null=True)
    successor = text_field("The id of the record that it went into, where it was merged.", null=True)
    redacted = column_field(Revision, "redacted")
    changed = text_list_field(
        "The members that differ from the public revision before; empty for the first, and for what has left "
        "the public."
    )


class RevisionsPage(Described):
    """A page of the revisions of a record."""

    next = serializers.URLField(read_only=True, allow_null=True, help_text="The next page, of older ones.")
    previous = serializers.URLField(read_only=True, allow_null=True, help_text="The page before.")
    next_cursor = text_field("The cursor of the next page.", null=True)
    previous_cursor = text_field("The cursor of the page before.", null=True)
    count = integer_field("Null: revisions are not counted.", null=True)
    results = RevisionRow(many=True, read_only=True, help_text="The revisions, the newest first.")


class RevisionDifference(Described):
    """One value, or one part, that two revisions hold differently."""

    path = text_list_field("Where: members by their names, parts by what names them.")
    part = text_field("The part that it is, or is in: participants/initiator-iraq; null: none.", null=True)
    was = serializers.JSONField(read_only=True, help_text="What stood there; null where nothing did.")
    now = serializers.JSONField(read_only=True, help_text="What stands there; null where nothing does.")
    sentence = text_field("The same in words.")


class Comparison(Described):
    """What two revisions of a record hold differently."""

    id = text_field("The id of the record.")
    from_revision = integer_field("The number of the one revision.")
    to_revision = integer_field("The number of the other.")
    differences = RevisionDifference(many=True, read_only=True, help_text="What differs.")
