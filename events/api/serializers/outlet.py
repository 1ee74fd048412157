"""The shape of outlets."""

from events.api.serializers.base import column
from events.api.serializers.common import ActorRef, Standing
from events.models import Outlet as OutletModel


class Outlet(Standing):
    """A medium that publishes articles."""

    id = column(OutletModel, "slug")
    name = column(OutletModel, "name")
    kind = column(OutletModel, "kind")
    country = column(OutletModel, "country")
    language = column(OutletModel, "language")
    url = column(OutletModel, "url")
    actor = ActorRef(read_only=True, allow_null=True, help_text="The same medium as an actor.")
