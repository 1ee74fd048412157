"""Whether the public can see a change of a record."""

from typing import Any

import pytest

from events.choices import Collection
from events.records.projection import is_visible_change
from tests import factories as make

pytestmark = pytest.mark.django_db
MEMBERS_WITH_QUOTATIONS = ("participants", "places", "figures", "relations")


def event_with(article: str, quote: str, title: str = "Title") -> dict[str, Any]:
    """A stored event with a quotation in each of several members."""
    quotation = {"article": {"ref": f"articles/{article}"}, "start": 0, "end": 4, "quote": quote}
    parts = {name: [{"key": name, "evidence": [quotation]}] for name in MEMBERS_WITH_QUOTATIONS}
    return {"id": "event", "title": title, "evidence": [quotation]} | parts


@pytest.fixture(autouse=True)
def articles() -> None:
    with make.change():
        make.article("closed", access="closed", review_status="published")
        make.article("open", access="open", review_status="published")


@pytest.mark.parametrize(("article", "visible"), [("closed", False), ("open", True)])
def test_closed_articles_are_looked_up_once_for_all_members_that_differ(
    article: str, visible: bool, django_assert_num_queries: Any
) -> None:
    old, new = event_with(article, "Said"), event_with(article, "Told")
    with django_assert_num_queries(1):
        assert is_visible_change(Collection.EVENTS, old, new) is visible


def test_nothing_is_looked_up_where_no_quotation_differs(django_assert_num_queries: Any) -> None:
    old, new = event_with("open", "Said"), event_with("open", "Said", title="Another")
    with django_assert_num_queries(0):
        assert is_visible_change(Collection.EVENTS, old, new)
        assert not is_visible_change(Collection.EVENTS, old, old)
