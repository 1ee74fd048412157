"""Ids of records in other databases."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from events.models.fields import SortedCharField
from events.models.record import Child

OWNER_FIELDS = ("event", "actor", "location", "article")


def exactly_one(*names: str) -> Q:
    """The condition that exactly one of these columns is set."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


def at_most_one(*names: str) -> Q:
    """The condition that at most one of these columns is set."""
    return exactly_one(*names) | Q(**{f"{name}__isnull": True for name in names})


def _owner_field(model: str, name: str) -> models.ForeignKey:
    return models.ForeignKey(
        f"events.{model}",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="external_ids",
        help_text=f"The {name} that it identifies.",
    )


class ExternalId(Child):
    """The id of a record in another database."""

    OWNER_PATHS = OWNER_FIELDS

    event = _owner_field("Event", "event")
    actor = _owner_field("Actor", "actor")
    location = _owner_field("Location", "location")
    article = _owner_field("Article", "article")
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
