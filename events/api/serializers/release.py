"""The shapes of releases and of what lies between two of them."""

from events.api.serializers.base import Described, column, number, text, word
from events.choices import Collection
from events.models import Dataset as DatasetModel
from events.models import Release as ReleaseModel
from events.releases import DIFFERENCES

COUNTS: type[Described] = type(
    "ReleaseCounts",
    (Described,),
    {"__doc__": "How many records of each collection a release held when it was cut."}
    | {one.value: number(f"How many {one.value}.") for one in sorted(Collection)},
)


class ReleaseRow(Described):
    """A release in a list."""

    name = column(ReleaseModel, "name")
    seq = column(ReleaseModel, "seq")
    at = column(ReleaseModel, "at")
    note = column(ReleaseModel, "note")
    checksum = column(ReleaseModel, "checksum")
    counts = COUNTS(read_only=True, help_text="How many records of each collection it held when it was cut.")


class ReleaseDataset(Described):
    """On what terms records of a release may be used, and whom to name."""

    id = column(DatasetModel, "slug")
    name = column(DatasetModel, "name")
    licence = column(DatasetModel, "licence")
    attribution = column(DatasetModel, "attribution")
    version = column(DatasetModel, "version")
    url = column(DatasetModel, "url")


class ReleaseAmendment(Described):
    """What was taken from a release after it was cut. Its checksum is of before."""

    at = column(ReleaseModel, "at", help_text="When something was last taken from it.")
    withdrawn = number("How many of its records were withdrawn; they are in it no longer.")
    redacted = number("How many of its records something was taken out of.")
    restricted = number("Of how many of its articles less may be read than then: no text, or no quotations.")


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

    collection = word(Collection.choices, "Its collection.")
    id = text("Its id.")
    change = word(DIFFERENCES, "What became of it from the earlier release to the later.")
    revision_before = number("Its revision in the earlier release; null where that lacks it.", null=True)
    revision = number("Its revision in the later release; null where that lacks it.", null=True)
    successor = text("The id that answers for it in the later release, where it was merged.", null=True)
    public_reason = text("Why, where it was withdrawn, merged, brought back or redacted.", null=True)
