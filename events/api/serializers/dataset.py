"""The shape of datasets."""

from events.api.serializers.base import model_field
from events.api.serializers.common import RecordMetadata
from events.models import Dataset as DatasetModel


class Dataset(RecordMetadata):
    """A body of records with one licence and one attribution."""

    id = model_field(DatasetModel, "slug")
    name = model_field(DatasetModel, "name")
    kind = model_field(DatasetModel, "kind")
    licence = model_field(DatasetModel, "licence")
    attribution = model_field(DatasetModel, "attribution")
    version = model_field(DatasetModel, "version")
    description = model_field(DatasetModel, "description")
    url = model_field(DatasetModel, "url")
