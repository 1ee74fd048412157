"""The form of an actor: its affiliations over time, and those of others with it."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from events.admin.actor import MAX_INCOMING, TimeScale
from events.models import Actor, Affiliation
from tests import factories
from tests.admin.conftest import QueryCounter
from tests.admin.form_data import admin_url

pytestmark = pytest.mark.once


def table_rows(page: Any, caption: str) -> list[str]:
    """The rows of one table, as one reads them."""
    for table in re.findall(r"<table>.*?</table>", page.content.decode(), re.DOTALL):
        if caption in table:
            rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]
            return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]
    return []


@pytest.mark.usefixtures("seeded")
def test_the_form_tells_whose_member_an_actor_is_and_who_are_its_members(site: Client) -> None:
    page = site.get(admin_url(Actor.objects.get(slug="iraq")))
    own, others = table_rows(page, "Its own"), table_rows(page, "Of others with it")
    assert own[1].startswith("Allied with United States")
    assert own[1].endswith("2024-01-27")
    assert others[0].startswith("Saddam Hussein Leads: dictator (described)")
    assert others[-1].endswith("no date")


@pytest.mark.django_db
def test_a_new_actor_has_nothing_over_time(site: Client) -> None:
    assert b"Affiliations over time" not in site.get(admin_url(Actor, "add")).content
    with factories.change():
        actor = factories.actor()
    assert b"Nobody is affiliated with it yet." in site.get(admin_url(actor)).content


def test_what_may_have_held_is_drawn_longer_than_what_surely_held() -> None:
    row = Affiliation(
        date_edtf="2023/..",
        start_earliest=date(2023, 1, 1),
        start_latest=date(2023, 12, 31),
        end_earliest=date(2024, 12, 31),
        end_latest=date(2024, 12, 31),
    )
    scale = TimeScale([row])
    assert str(scale) == "2023 to 2024"
    assert scale.span_of(row.start_earliest, row.end_latest) == ("0.00", "100.00")
    assert scale.span_of(row.start_latest, row.end_earliest) == ("49.79", "50.21")
    assert scale.span_of(date(2024, 1, 2), date(2024, 1, 1)) is None
    assert TimeScale([]).span_of(date.min, date.max) is None
    assert TimeScale([row]).span_of(date.min, date.max) == ("0.00", "100.00")


@pytest.mark.django_db
def test_more_members_cost_no_more_queries_and_the_rest_is_linked(
    count_queries: QueryCounter, site: Client
) -> None:
    def join(first: int, last: int) -> None:
        with factories.change():
            for number in range(first, last):
                member = factories.actor(f"member-{number}")
                Affiliation(actor=member, type="member_of", object_actor=body, date_edtf="2023").save()

    with factories.change():
        body = factories.actor("body")
    join(0, 1)
    few = count_queries(admin_url(body))
    join(1, MAX_INCOMING + 2)
    assert count_queries(admin_url(body)) == few
    page = site.get(admin_url(body)).content.decode()
    link = re.search(r'href="([^"]*object_actor__id__exact[^"]*)">All 102<', page)
    assert link
    assert site.get(link[1]).status_code == 200
