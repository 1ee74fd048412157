"""Ids of records in other databases."""

from functools import partial, reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import Q

from events.models.fields import SortedCharField, optional_reference
from events.models.record import Child

OWNER_FIELDS = ("event", "actor", "location", "article")


def exactly_one(*names: str) -> Q:
    """The condition that exactly one of these columns is set."""
    alone = (Q(**{f"{name}__isnull": name != chosen for name in names}) for chosen in names)
    return reduce(or_, alone)


def none_of(*names: str) -> Q:
    """The condition that none of these columns is set."""
    return Q(**{f"{name}__isnull": True for name in names})


_owner = partial(optional_reference, related_name="external_ids", on_delete=models.CASCADE)


class ExternalId(Child):
    """The id of a record in another database."""

    OWNER_PATHS = OWNER_FIELDS

    event = _owner("Event", help_text="The event that it identifies.")
    actor = _owner("Actor", help_text="The actor that it identifies.")
    location = _owner("Location", help_text="The location that it identifies.")
    article = _owner("Article", help_text="The article that it identifies.")
    scheme = SortedCharField(
        max_length=40, help_text="Which database: wikidata, geonames, ucdp, gdelt, a URL's host."
    )
    value = SortedCharField(max_length=200, help_text="The id there.")

    class Meta(Child.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(name="external_id_has_one_owner", condition=exactly_one(*OWNER_FIELDS)),
            *(
                models.UniqueConstraint(
                    fields=[owner, "scheme", "value"], name=f"external_id_once_for_each_{owner}"
                )
                for owner in OWNER_FIELDS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
