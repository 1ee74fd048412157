"""Places, member by member."""

from rest_framework import serializers

from events import models
from events.choices.countries import COUNTRY_CHOICES
from events.records import common
from events.records.declaration import Column, Columns


class LocationSerializer(common.MetadataSerializer):
    """A place."""

    id = Column("slug")
    name = Column()
    kind = Column()
    local_type = Column()
    parent = common.LocationRefSerializer(help_text="The administrative unit it lies in.")
    also_in = common.LocationRefSerializer(
        many=True, help_text="Regions that cut across the administrative tree and hold it."
    )
    country = Column(choices=COUNTRY_CHOICES)
    iso_code = Column()
    latitude = Column()
    longitude = Column()
    radius_m = Column()
    bbox = Columns(
        *("bbox_west", "bbox_south", "bbox_east", "bbox_north"),
        schema=serializers.ListField(
            child=serializers.FloatField(),
            read_only=True,
            allow_null=True,
            min_length=4,
            max_length=4,
            help_text="West, south, east and north in degrees; west is greater across the antimeridian.",
        ),
    )
    external_ids = common.external_ids("location")
    names = common.NameSpellingSerializer(
        many=True, model=models.LocationName, owner="location", help_text="Every spelling of its name."
    )

    class Meta(common.MetadataSerializer.Meta):
        model = models.Location
        detail = ("names",)
