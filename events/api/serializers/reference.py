"""The serializers of the reference of the API: vocabularies, filters and members."""

from rest_framework import serializers

from events.api.serializers.base import Described
from events.choices import Collection, EventType
from events.records.schema_fields import choice_field, integer_field, text_field, text_list_field


class Mappings(Described):
    """What other ontologies call a word."""

    cameo = text_list_field("CAMEO event codes.")
    acled = text_list_field("ACLED sub-event types.")


class VocabularyWord(Described):
    """A word of a vocabulary."""

    value = text_field("The word as records and parameters have it.")
    label = text_field("What people call it.", null=False)  # type: ignore[assignment]
    definition = text_field("What it means.", null=True)
    event_type = choice_field(EventType.choices, "Of a mode: the type that it belongs to.", null=True)
    intensity = serializers.FloatField(
        read_only=True, allow_null=True, help_text="PLOVER's score, from -10 to 10."
    )
    quad_class = integer_field("Words or deeds, cooperation or conflict: 1 to 4.", null=True)
    mappings = Mappings(read_only=True, help_text="What other ontologies call it.")


class VocabularySet(Described):
    """A vocabulary."""

    name = text_field("The name of its type in the OpenAPI document.")
    description = text_field("What its words are about.")
    words = VocabularyWord(many=True, read_only=True, help_text="Its words.")


class VocabularyReference(Described):
    """All vocabularies."""

    vocabularies = VocabularySet(many=True, read_only=True, help_text="The vocabularies.")


class FilterReference(Described):
    """A filter of a collection."""

    name = text_field("The parameter.")
    type = text_field("What its values are.")
    meaning = text_field("What it asks for.")
    group = text_field("The filters with the same group hold on one and the same row.", null=True)
    modifies = text_field("The parameter that it says the meaning of, or several with spaces.", null=True)
    needs = text_field("The parameter that it cannot do without.", null=True)
    repeatable = serializers.BooleanField(
        read_only=True, help_text="Whether the key may be repeated for any of several values."
    )
    none = text_field(
        "What the value none means: blank, null or no_row; null where it is no value.", null=True
    )
    exclude = text_field("The parameter that excludes its values.", null=True)
    example = text_field("An example.")


class FieldReference(Described):
    """A member of a record."""

    path = text_field("The member, with [] for lists.")
    type = text_field("The type of its values.")
    nullable = serializers.BooleanField(read_only=True, help_text="Whether it can be null.")
    meaning = text_field("What it says.")


class FormatParameter(Described):
    """A parameter of one format alone."""

    name = text_field("The parameter.")
    format = text_field("The format that it belongs to.")
    words = text_list_field("The values that it takes.")


class CollectionReference(Described):
    """A collection."""

    collection = choice_field(Collection.choices, "The collection.")
    description = text_field("What it holds.")
    filters = FilterReference(many=True, read_only=True, help_text="Its filters.")
    orderings = text_list_field("What a list can be ordered by.")
    default_ordering = text_field("What it is ordered by if nothing is asked.")
    formats = text_list_field("The formats that `format` takes.")
    format_parameters = FormatParameter(
        many=True, read_only=True, help_text="The parameters of single formats."
    )
    fields = FieldReference(  # type: ignore[assignment]
        many=True, read_only=True, help_text="The members of its records."
    )
    row_fields = text_list_field("The members of a record in a list.")


class FieldsReference(Described):
    """All filters and fields."""

    collections = CollectionReference(many=True, read_only=True, help_text="The collections.")
