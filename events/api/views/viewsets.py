"""The views of the seven collections."""

from events.api.schema import extend_collection_schema
from events.api.views.collection_viewset import CollectionViewSet
from events.filtersets import (
    ActorFilterSet,
    ArticleFilterSet,
    ClaimFilterSet,
    DatasetFilterSet,
    EventFilterSet,
    LocationFilterSet,
    OutletFilterSet,
)
from events.models import Actor, Article, Claim, Dataset, Event, Location, Outlet


@extend_collection_schema
class ArticleViewSet(CollectionViewSet):
    """News articles as received."""

    model = Article
    filterset_class = ArticleFilterSet
    orderings = {"title": "title", "publication_date": "start_earliest"}
    default_ordering = "title"


@extend_collection_schema
class ActorViewSet(CollectionViewSet):
    """Persons, bodies, groups and populations that act."""

    model = Actor
    filterset_class = ActorFilterSet


@extend_collection_schema
class EventViewSet(CollectionViewSet):
    """Things that were done, said or went on."""

    model = Event
    filterset_class = EventFilterSet
    orderings = {"date": "start_earliest", "end": "end_latest"}
    default_ordering = "-date"


@extend_collection_schema
class LocationViewSet(CollectionViewSet):
    """Places, from a square to a country."""

    model = Location
    filterset_class = LocationFilterSet


@extend_collection_schema
class OutletViewSet(CollectionViewSet):
    """Media that publish articles."""

    model = Outlet
    filterset_class = OutletFilterSet


@extend_collection_schema
class ClaimViewSet(CollectionViewSet):
    """What somebody says is so."""

    model = Claim
    filterset_class = ClaimFilterSet
    orderings = {"id": "slug"}
    default_ordering = "id"


@extend_collection_schema
class DatasetViewSet(CollectionViewSet):
    """Bodies of records with a licence and an attribution."""

    model = Dataset
    filterset_class = DatasetFilterSet


VIEWSETS = {viewset.model.COLLECTION.value: viewset for viewset in CollectionViewSet.__subclasses__()}
