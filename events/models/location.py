"""Places, from a square to a country."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from events.choices import Collection, LocationKind
from events.models.external_id import none_of
from events.models.fields import NameField, SortedCharField, VocabularyField, optional_reference
from events.models.record import DatasetRecord
from events.rules.codes import CodeError, check_iso_code
from events.rules.geo import extent_of

BBOX_EDGES = ("bbox_west", "bbox_south", "bbox_east", "bbox_north")


class Location(DatasetRecord):
    """A place, from a square to a country. Source: codebook 4."""

    COLLECTION = Collection.LOCATIONS

    name = NameField(max_length=200, help_text="What it is usually called.")
    kind = VocabularyField(LocationKind, help_text="What it is.")
    local_type = models.CharField(
        max_length=80, blank=True, help_text="What it is called there: governorate, muhafaza, square."
    )
    parent = optional_reference("Location", "children", "The administrative unit that it lies in.")
    also_in = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=False,
        related_name="also_holds",
        help_text="Regions that cut across the administrative tree and hold it.",
    )
    country = models.CharField(
        max_length=2,
        blank=True,
        editable=False,
        db_index=True,
        help_text="ISO 3166-1 alpha-2 of the country or territory that it is or lies in; derived.",
    )
    iso_code = SortedCharField(
        max_length=6,
        blank=True,
        help_text="ISO 3166-1 alpha-2 of a country or territory, ISO 3166-2 of a subdivision.",
    )
    latitude = models.FloatField(null=True, blank=True, help_text="WGS84, degrees north.")
    longitude = models.FloatField(null=True, blank=True, help_text="WGS84, degrees east.")
    radius_m = models.PositiveIntegerField(
        null=True, blank=True, help_text="How far the place may be from the point, in metres."
    )
    bbox_west = models.FloatField(
        null=True, blank=True, help_text="Western edge; greater than the eastern across the antimeridian."
    )
    bbox_south = models.FloatField(null=True, blank=True, help_text="Southern edge.")
    bbox_east = models.FloatField(null=True, blank=True, help_text="Eastern edge.")
    bbox_north = models.FloatField(null=True, blank=True, help_text="Northern edge.")

    reach_west = models.FloatField(
        null=True, editable=False, help_text="Western edge of the point with its radius; derived."
    )
    reach_south = models.FloatField(null=True, editable=False, help_text="Southern edge of it; derived.")
    reach_east = models.FloatField(
        null=True,
        editable=False,
        help_text="Eastern edge of it, beyond 180 across the antimeridian; derived.",
    )
    reach_north = models.FloatField(null=True, editable=False, help_text="Northern edge of it; derived.")
    reach_certain = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether the place surely lies within that: not if a coarse one has no radius. Derived.",
    )

    class Meta(DatasetRecord.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                name="location_point_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True, radius_m__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message="Give latitude and longitude together, or neither and no radius.",
            ),
            models.CheckConstraint(
                name="location_point_in_range",
                condition=Q(latitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                violation_error_message="Latitude runs from -90 to 90, longitude from -180 to 180.",
            ),
            models.CheckConstraint(
                name="location_box_whole_and_in_range",
                condition=none_of(*BBOX_EDGES)
                | Q(
                    **{f"{edge}__isnull": False for edge in BBOX_EDGES},
                    **{f"{edge}__range": (-180, 180) for edge in BBOX_EDGES[::2]},
                    **{f"{edge}__range": (-90, 90) for edge in BBOX_EDGES[1::2]},
                    bbox_south__lte=F("bbox_north"),
                ),
                violation_error_message="Give all four edges of the box, in range, south below north.",
            ),
            models.CheckConstraint(
                name="location_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("pk"))
            ),
        ]

    def clean(self) -> None:
        """Refuse codes that do not match the place's kind. Raises: ValidationError."""
        super().clean()
        try:
            check_iso_code(self.iso_code, self.kind)
        except CodeError as error:
            raise ValidationError({"iso_code": str(error)}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the place with the extent of its radius."""
        reach = None
        if self.latitude is not None and self.longitude is not None:
            reach = extent_of(self.latitude, self.longitude, self.radius_m or 0)
        self.reach_west, self.reach_south, self.reach_east, self.reach_north = reach or (None,) * 4
        exact = self.radius_m is not None or self.kind in (LocationKind.SITE, LocationKind.POPULATED_PLACE)
        self.reach_certain = reach is not None and exact
        super().save(*args, **kwargs)

    @classmethod
    def recompute_derived(cls, pks: Iterable[int]) -> None:
        """Recompute containment and countries of these places and of all places inside them.

        Raises: ValidationError where a place would lie inside itself. Queries: 6, more where places moved.
        """
        cls.related_model("ancestor_rows").rebuild(set(pks))
