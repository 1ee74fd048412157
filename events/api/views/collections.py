"""The seven collections."""

from events.api.schema import describe
from events.api.serializers import actor, article, claim, dataset, event, location, outlet
from events.api.views.collection import CollectionViewSet
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


@describe
class ArticleViewSet(CollectionViewSet):
    """News articles as received."""

    model, row, whole = Article, article.ArticleRow, article.Article
    filterset_class = ArticleFilterSet
    orderings = {"title": "title", "publication_date": "start_earliest"}
    default_ordering = "title"


@describe
class ActorViewSet(CollectionViewSet):
    """Persons, bodies, groups and populations that act."""

    model, row, whole = Actor, actor.ActorRow, actor.Actor
    filterset_class = ActorFilterSet


@describe
class EventViewSet(CollectionViewSet):
    """Things that were done, said or went on."""

    model, row, whole = Event, event.EventRow, event.Event
    filterset_class = EventFilterSet
    orderings = {"date": "start_earliest", "end": "end_latest"}
    default_ordering = "-date"


@describe
class LocationViewSet(CollectionViewSet):
    """Places, from a square to a country."""

    model, row, whole = Location, location.LocationRow, location.Location
    filterset_class = LocationFilterSet


@describe
class OutletViewSet(CollectionViewSet):
    """Media that publish articles."""

    model, row, whole = Outlet, outlet.Outlet, outlet.Outlet
    filterset_class = OutletFilterSet


@describe
class ClaimViewSet(CollectionViewSet):
    """What somebody says is so."""

    model, row, whole = Claim, claim.ClaimRow, claim.Claim
    filterset_class = ClaimFilterSet
    orderings = {"id": "slug"}
    default_ordering = "id"


@describe
class DatasetViewSet(CollectionViewSet):
    """Bodies of records with a licence and an attribution."""

    model, row, whole = Dataset, dataset.Dataset, dataset.Dataset
    filterset_class = DatasetFilterSet


VIEWSETS: dict[str, type[CollectionViewSet]] = {
    viewset.model.COLLECTION.value: viewset
    for viewset in (
        ArticleViewSet,
        ActorViewSet,
        EventViewSet,
        LocationViewSet,
        OutletViewSet,
        ClaimViewSet,
        DatasetViewSet,
    )
}
