"""Datasets, member by member."""

from events import models
from events.records.common import MetadataSerializer
from events.records.declaration import Column


class DatasetSerializer(MetadataSerializer):
    """A body of records with one licence and one attribution."""

    id = Column("slug")
    name = Column()
    kind = Column()
    licence = Column()
    attribution = Column()
    version = Column("dataset_version")
    description = Column()
    url = Column()
    dataset = None  # type: ignore[assignment] # as the REST framework has a member left out

    class Meta(MetadataSerializer.Meta):
        model = models.Dataset
