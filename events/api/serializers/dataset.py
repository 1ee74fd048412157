"""The shape of datasets."""

from events.api.serializers.base import column
from events.api.serializers.common import History
from events.models import Dataset as DatasetModel


class Dataset(History):
    """A body of records with one licence and one attribution."""

    id = column(DatasetModel, "slug")
    name = column(DatasetModel, "name")
    kind = column(DatasetModel, "kind")
    licence = column(DatasetModel, "licence")
    attribution = column(DatasetModel, "attribution")
    version = column(DatasetModel, "version")
    description = column(DatasetModel, "description")
    url = column(DatasetModel, "url")
