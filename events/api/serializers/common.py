"""The serializers of problems."""

from rest_framework import serializers

from events.api.serializers.base import Described
from events.records.schema_fields import integer_field, text_field


class ErrorItem(Described):
    """One thing that is wrong."""

    parameter = serializers.CharField(required=False, help_text="The parameter.")
    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body (RFC 6901).")
    code = text_field("A stable code.")
    detail = text_field("What is wrong, in a sentence.")


class Problem(Described):
    """An error. Source: RFC 9457."""

    type = text_field("A stable URI for the kind of problem.")
    title = text_field("The status in words.")
    status = integer_field("The HTTP status.")
    detail = text_field("What is wrong, in a sentence.")
    instance = text_field("The request that it answers.")
    errors = ErrorItem(  # type: ignore[assignment]
        many=True, read_only=True, help_text="Each thing that is wrong."
    )
