"""What a row holds, taken from a stored item."""

import datetime
from decimal import Decimal
from typing import Any, cast

from events.models import Affiliation, Article, DateReport, Figure
from events.records.restore.columns import Columns, row_values, value_at
from events.records.restore.references import ResolvedReferences


class Found:
    """The internal keys of two records."""

    def key(self, ref: str) -> int:
        """By the reference."""
        return {"actors/one": 11, "locations/two": 22}[ref]


def values(model: Any, columns: Columns, item: dict[str, Any]) -> dict[str, Any]:
    return dict(row_values(model, columns, item, cast(ResolvedReferences, Found())))


def test_a_value_is_found_by_its_path_and_nothing_is_within_a_null() -> None:
    item = {"a": {"b": [1, {"c": 2}], "n": None}}
    assert value_at(item, ("a", "b", 0)) == 1
    assert value_at(item, ("a", "b", 1, "c")) == 2
    assert value_at(item, ()) == item
    assert value_at(item, ("a", "n")) is None
    assert value_at(item, ("a", "n", "m", 3)) is None


def test_values_are_read_as_their_columns_have_them() -> None:
    columns: Columns = {"value": ("value",), "measure": ("what", "measure"), "wording": ("wording",)}
    item = {"value": 10.25, "what": {"measure": "killed"}, "wording": None}
    assert values(Figure, columns, item) == {"value": Decimal("10.25"), "measure": "killed", "wording": ""}
    assert values(Figure, columns, item | {"value": None})["value"] is None
    assert values(DateReport, {"edtf": ("edtf",)}, {"edtf": "2024-01"}) == {"edtf": "2024-01"}
    dated = values(Article, {"start_earliest": ("from",)}, {"from": "2024-01-27"})
    assert dated == {"start_earliest": datetime.date(2024, 1, 27)}


def test_what_an_older_item_did_not_know_is_left_alone() -> None:
    columns: Columns = {"value": ("value",), "wording": ("a", "wording"), "unit": ("unit",)}
    assert values(Figure, columns, {"a": {}, "unit": "USD"}) == {"unit": "USD"}


def test_a_reference_is_the_key_in_the_column_of_its_own_collection() -> None:
    columns: Columns = {"object_actor": ("object",), "object_location": ("object",)}
    assert values(Affiliation, columns, {"object": {"ref": "actors/one"}}) == {
        "object_actor_id": 11,
        "object_location_id": None,
    }
    assert values(Affiliation, columns, {"object": {"ref": "locations/two"}}) == {
        "object_actor_id": None,
        "object_location_id": 22,
    }
    assert values(Affiliation, columns, {"object": None}) == {
        "object_actor_id": None,
        "object_location_id": None,
    }


def test_what_no_path_leads_to_is_worked_out() -> None:
    columns: Columns = {"value": lambda item, found: found.key("actors/one") + item["more"]}
    assert values(Figure, columns, {"more": 1}) == {"value": 12}
