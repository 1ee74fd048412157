"""Outlets, member by member."""

from events import models
from events.records.common import ActorRefSerializer, MetadataSerializer
from events.records.declaration import Column


class OutletSerializer(MetadataSerializer):
    """A medium that publishes articles."""

    id = Column("slug")
    name = Column()
    kind = Column()
    country = Column()
    language = Column()
    url = Column()
    actor = ActorRefSerializer(help_text="The same medium as an actor.")

    class Meta(MetadataSerializer.Meta):
        model = models.Outlet
