"""The shapes of places."""

from events.api.serializers.base import model_field
from events.api.serializers.common import Box, DatasetRecordMetadata, External, LocationRef, NameSpelling
from events.choices.countries import COUNTRY_CHOICES
from events.models import Location as LocationModel


class LocationRow(DatasetRecordMetadata):
    """A place in a list."""

    id = model_field(LocationModel, "slug")
    name = model_field(LocationModel, "name")
    kind = model_field(LocationModel, "kind")
    local_type = model_field(LocationModel, "local_type")
    parent = LocationRef(read_only=True, allow_null=True, help_text="The administrative unit it lies in.")
    also_in = LocationRef(
        many=True, read_only=True, help_text="Regions that cut across the administrative tree and hold it."
    )
    country = model_field(LocationModel, "country", choices=COUNTRY_CHOICES)
    iso_code = model_field(LocationModel, "iso_code")
    latitude = model_field(LocationModel, "latitude")
    longitude = model_field(LocationModel, "longitude")
    radius_m = model_field(LocationModel, "radius_m")
    bbox = Box(
        read_only=True,
        allow_null=True,
        min_length=4,
        max_length=4,
        help_text="West, south, east and north in degrees; west is greater across the antimeridian.",
    )
    external_ids = External(many=True, read_only=True, help_text="Its ids in other databases.")


class Location(LocationRow):
    """A place, whole."""

    names = NameSpelling(many=True, read_only=True, help_text="Every spelling of its name.")
