"""The serializers of releases and of the changes between two of them."""

from events.api.serializers.base import Described
from events.choices import Collection
from events.models import Dataset as DatasetModel
from events.models import Release as ReleaseModel
from events.records.schema_fields import choice_field, column_field, integer_field, text_field
from events.releases import RECORD_CHANGE_KINDS

ReleaseCounts: type[Described] = type(
    "ReleaseCounts",
    (Described,),
    {"__doc__": "How many records of each collection a release held when it was cut."}
    | {collection.value: integer_field(f"How many {collection.value}.") for collection in sorted(Collection)},
)


class ReleaseRow(Described):
    """A release in a list."""

    name = column_field(ReleaseModel, "name")
    seq = column_field(ReleaseModel, "seq")
    at = column_field(ReleaseModel, "at")
    note = column_field(ReleaseModel, "note")
    checksum = column_field(ReleaseModel, "checksum")
    counts = ReleaseCounts(
        read_only=True, help_text="How many records of each collection it held when it was cut."
    )


class ReleaseDataset(Described):
    """On what terms records of a release may be used, and whom to name."""

    id = column_field(DatasetModel, "slug")
    name = column_field(DatasetModel, "name")
    licence = column_field(DatasetModel, "licence")
    attribution = column_field(DatasetModel, "attribution")
    version = column_field(DatasetModel, "dataset_version")
    url = column_field(DatasetModel, "url")


class ReleaseAmendment(Described):
    """What was taken from a release after it was cut. Its checksum is of before."""

    at = column_field(ReleaseModel, "at", help_text="When something was last taken from it.")
    withdrawn = integer_field("How many of its records were withdrawn; they are in it no longer.")
    redacted = integer_field("How many of its records something was taken out of.")
    restricted = integer_field(
        "Of how many of its articles less may be read than then: no text, or no quotations."
    )


class Release(ReleaseRow):
    """A release."""

    datasets = ReleaseDataset(
        many=True, read_only=True, help_text="The bodies of records that it holds, on whose terms."
    )
    amended = ReleaseAmendment(
        read_only=True, allow_null=True, help_text="What was taken from it since; null where nothing was."
    )


class ReleaseChange(Described):
    """A record that differs between two releases."""

    collection = choice_field(Collection.choices, "Its collection.")
    id = text_field("Its id.")
    change = choice_field(RECORD_CHANGE_KINDS, "What became of it from the earlier release to the later.")
    revision_before = integer_field(
        "Its revision in the earlier release; null where that lacks it.", null=True
    )
    revision = integer_field("Its revision in the later release; null where that lacks it.", null=True)
    successor = text_field("The id that answers for it in the later release, where it was merged.", null=True)
    public_reason = text_field("Why, where it was withdrawn, merged, brought back or redacted.", null=True)
