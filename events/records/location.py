"""Places as nested data."""

from typing import Any

from events.choices import Collection
from events.models import ExternalId, Location, LocationName
from events.records.names import names
from events.records.shape import STATUS_COLUMNS, Shape, listed, ref, standing


def locations(shape: Shape, pks: list[int]) -> dict[int, dict[str, Any]]:
    """Places by key. Queries: 3 for rows, 5 for details, however many."""
    also_in = listed(
        (pk, ref(shape, Collection.LOCATIONS, slug, name=name, kind=kind))
        for pk, slug, name, kind in Location.also_in.through._base_manager.filter(from_location__in=pks)
        .order_by("pk")
        .values_list("from_location_id", "to_location__slug", "to_location__name", "to_location__kind")
    )
    external = listed(
        (pk, {"scheme": scheme, "value": value})
        for pk, scheme, value in ExternalId.objects.filter(location__in=pks).values_list(
            "location_id", "scheme", "value"
        )
    )
    spelled = names(shape, LocationName, "location", pks) if shape.long else None
    rows = Location._base_manager.filter(pk__in=pks).values_list(
        "pk",
        "slug",
        "name",
        "kind",
        "local_type",
        "country",
        "iso_code",
        "latitude",
        "longitude",
        "radius_m",
        "parent__slug",
        "parent__name",
        "parent__kind",
        "bbox_west",
        "bbox_south",
        "bbox_east",
        "bbox_north",
        *STATUS_COLUMNS,
    )
    built: dict[int, dict[str, Any]] = {}
    for row in rows:
        pk, slug, name, kind, local_type, country, iso_code, latitude, longitude, radius = row[:10]
        parent, parent_name, parent_kind = row[10:13]
        box = list(row[13:17])
        record = {
            "id": slug,
            "name": name,
            "kind": kind,
            "local_type": local_type or None,
            "parent": ref(shape, Collection.LOCATIONS, parent, name=parent_name, kind=parent_kind),
            "also_in": also_in[pk],
            "country": country or None,
            "iso_code": iso_code or None,
            "latitude": latitude,
            "longitude": longitude,
            "radius_m": radius,
            "bbox": None if box[0] is None else box,
            "external_ids": external[pk],
        }
        if spelled is not None:
            record["names"] = spelled[pk]
        built[pk] = record | standing(shape, *row[17:])
    return built
