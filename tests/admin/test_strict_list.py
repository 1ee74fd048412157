"""What the admin is asked that no database answers, or that only makes work."""

from typing import Any

import pytest
from django.test import Client

from events.admin.event import FigureInline

pytestmark = pytest.mark.usefixtures("seeded")
HUGE = "9" * 40


@pytest.mark.parametrize("screen", ["events/actor", "events/figure", "auth/group"])
def test_a_ticked_row_is_named_by_a_number(site: Client, screen: str) -> None:
    data: dict[str, Any] = {"action": "delete_selected", "index": "0"}
    for key in ("a", "1 OR 1", "\0", "\u00b2", HUGE):
        assert site.post(f"/admin/{screen}/", data | {"_selected_action": ["1", key]}).status_code == 400
    nothing = data | {"action": "no_such_action", "_selected_action": "9" * 18}
    assert site.post(f"/admin/{screen}/", nothing).status_code in (200, 302)


def test_a_filter_without_sense_is_lifted(site: Client) -> None:
    for screen, query in (
        ("revision", "at__year=99999999999"),
        ("event", "id__exact=x"),
        ("event", f"p={HUGE}"),
    ):
        assert site.get(f"/admin/events/{screen}/?{query}")["Location"].endswith("?e=1")
    assert site.get(f"/admin/events/event/?id__exact={HUGE}").status_code == 200


@pytest.mark.parametrize("lookup", ["slug__regex", "title__iregex", "dataset__slug__regex", "pk__no_such"])
def test_an_address_has_no_patterns(site: Client, lookup: str) -> None:
    assert site.get(f"/admin/events/event/?{lookup}=(a+)%2B$").status_code in (302, 400)
    assert site.get("/admin/events/event/?slug__regex=(a+)%2B$").status_code == 400


def test_a_chooser_has_a_thousand_pages_at_most(site: Client) -> None:
    address = (
        "/admin/events/actor/choose/?app_label=events&model_name=participation&field_name=actor&term=iraq"
    )
    assert site.get(f"{address}&page=1").status_code == 200
    for page in (HUGE, "1000", "x", "-1", "\u00b2"):
        assert site.get(f"{address}&page={page}").status_code in (200, 404)


def test_a_number_of_rows_alone_makes_no_work(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FigureInline, "max_num", 3)
    data = {"figures-TOTAL_FORMS": HUGE, "figures-INITIAL_FORMS": "0", "_save": "Save"}
    page = site.post("/admin/events/event/add/", data).content.decode()
    assert 'name="figures-2-wording"' in page
    assert 'name="figures-3-wording"' not in page
    assert "at most 3 forms" in page
