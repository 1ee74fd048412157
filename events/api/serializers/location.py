"""The shapes of places."""

from events.api.serializers.base import column
from events.api.serializers.common import Box, External, LocationRef, NameSpelling, Standing
from events.choices.countries import COUNTRY_CHOICES
from events.models import Location as LocationModel


class LocationRow(Standing):
    """A place in a list."""

    id = column(LocationModel, "slug")
    name = column(LocationModel, "name")
    kind = column(LocationModel, "kind")
    local_type = column(LocationModel, "local_type")
    parent = LocationRef(read_only=True, allow_null=True, help_text="The administrative unit it lies in.")
    also_in = LocationRef(
        many=True, read_only=True, help_text="Regions that cut across the administrative tree and hold it."
    )
    country = column(LocationModel, "country", choices=COUNTRY_CHOICES)
    iso_code = column(LocationModel, "iso_code")
    latitude = column(LocationModel, "latitude")
    longitude = column(LocationModel, "longitude")
    radius_m = column(LocationModel, "radius_m")
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
