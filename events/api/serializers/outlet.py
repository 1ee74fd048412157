"""The shape of outlets."""

from events.api.serializers.base import model_field
from events.api.serializers.common import ActorRef, DatasetRecordMetadata
from events.models import Outlet as OutletModel


class Outlet(DatasetRecordMetadata):
    """A medium that publishes articles."""

    id = model_field(OutletModel, "slug")
    name = model_field(OutletModel, "name")
    kind = model_field(OutletModel, "kind")
    country = model_field(OutletModel, "country")
    language = model_field(OutletModel, "language")
    url = model_field(OutletModel, "url")
    actor = ActorRef(read_only=True, allow_null=True, help_text="The same medium as an actor.")
