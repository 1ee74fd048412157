"""Places, member by member."""

from rest_framework import serializers

from events import models
from events.choices.countries import COUNTRY_CHOICES
from events.records.common import (
    ExternalSerializer,
    LocationRefSerializer,
    MetadataSerializer,
    NameSpellingSerializer,
)
from events.records.declaration import Column, Columns


class Box(serializers.ListField):
    """West, south, east and north, in degrees."""

    child = serializers.FloatField()


class LocationSerializer(MetadataSerializer):
    """A place."""

    id = Column("slug")
    name = Column()
    kind = Column()
    local_type = Column()
    parent = LocationRefSerializer(help_text="The administrative unit it lies in.")
    also_in = LocationRefSerializer(
        many=True, help_text="Regions that cut across the administrative tree and hold it."
    )
    country = Column(choices=COUNTRY_CHOICES)
    iso_code = Column()
    latitude = Column()
    longitude = Column()
    radius_m = Column()
    bbox = Columns(
        *("bbox_west", "bbox_south", "bbox_east", "bbox_north"),
        schema=Box(
            read_only=True,
            allow_null=True,
            min_length=4,
            max_length=4,
            help_text="West, south, east and north in degrees; west is greater across the antimeridian.",
        ),
    )
    external_ids = ExternalSerializer(many=True, owner="location", help_text="Its ids in other databases.")
    names = NameSpellingSerializer(
        many=True, model=models.LocationName, owner="location", help_text="Every spelling of its name."
    )

    class Meta(MetadataSerializer.Meta):
        model = models.Location
        detail = ("names",)
