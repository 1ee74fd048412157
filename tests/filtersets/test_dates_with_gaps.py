"""The gaps of dates: days on which an event with a set of dates was not."""

import pytest
from django.test import Client

from events.models import Event, EventDatePiece
from tests import factories

pytestmark = pytest.mark.django_db


def found(client: Client, query: str) -> list[str]:
    body = client.get(f"/api/v1/events/?{query}").json()
    return [row["id"] for row in body["results"]]


@pytest.mark.parametrize(
    ("edtf", "possible", "certain", "neither"),
    [
        (
            "{2019,2023}",
            ["2019-05", "2023", "2018/2019"],
            ["2019", "2023", "2018/2019"],
            ["2021", "2020/2022"],
        ),
        ("[2019,2023]", ["2019-05", "2023-12-31"], ["2019/2023", "2018/2024"], ["2021", "2020/2022-12"]),
        ("1560-XX-25", ["1560-03-25", "1560-03"], ["1560"], ["1560-03-26", "1560-03-26/1560-04-24"]),
        ("15XX-12-25", ["1507-12-25", "1507"], ["1500/1599"], ["1507-11", "1507-12-26/1508-12-24"]),
    ],
)
def test_no_day_of_a_gap_matches(
    client: Client, edtf: str, possible: list[str], certain: list[str], neither: list[str]
) -> None:
    with factories.change():
        factories.event("gaps", form="process", date_edtf=edtf, review_status="published")
    for span in possible:
        assert found(client, f"date={span}") == ["gaps"], span
    for span in certain:
        assert found(client, f"date={span}&date_match=certain") == ["gaps"], span
    for span in neither:
        assert found(client, f"date={span}") == [], span
        assert found(client, f"date={span}&date_match=certain") == [], span


def test_reports_that_widen_a_date_fill_its_gaps(client: Client) -> None:
    with factories.change():
        event = factories.event("gaps", form="process", date_edtf="{2019,2023}", review_status="published")
        article = factories.article("report", review_status="published")
        event.date_reports.create(article=article, aspect="whole", edtf="2018/2024", wording="for years")
    assert not EventDatePiece.objects.exists()
    assert found(client, "date=2021") == ["gaps"]


def test_pieces_follow_the_date() -> None:
    with factories.change():
        event = factories.event("gaps", form="process", date_edtf="{2019,2023}")
    assert EventDatePiece.objects.count() == 2
    with factories.change():
        event = Event.objects.get(pk=event.pk)
        event.date_edtf = "2019/2023"
        event.save()
    assert not EventDatePiece.objects.exists()
