"""What the public reads, turned back into what revisions keep, by the same declaration."""

import pytest

from events import records
from events.choices import Collection
from events.importers.mirror.public_to_snapshot import snapshot_from_public
from events.records import RECORDS
from events.records.differences import differences
from tests.full_records import ORDER, FullRecords
from tests.record_rows import snapshot_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("collection", ORDER)
def test_all_that_is_stored_comes_back_but_what_is_private(full: FullRecords, collection: Collection) -> None:
    record = full.record(collection)
    (public,) = records.load(collection, [record.pk])
    stored, back = snapshot_of(record), snapshot_from_public(collection, public)
    assert stored.keys() == back.keys()
    assert {item.path[0] for item in differences(stored, back)} <= set(RECORDS[collection].Meta.private)


def test_words_that_are_withheld_are_empty_where_the_column_cannot_be_null() -> None:
    quote = {"article": {"id": "one"}, "quote": None, "start": 0, "end": 4, "part": None}
    claim = {"id": "a", "dataset": "curated", "about": [], "evidence": [quote]}
    back = snapshot_from_public(Collection.CLAIMS, claim)
    assert back["evidence"] == [quote | {"article": {"ref": "articles/one"}, "quote": ""}]
    article = snapshot_from_public(Collection.ARTICLES, {"id": "one", "dataset": "curated", "text": None})
    assert article["text"] is None
    assert article["review_status"] == "published"
    assert "title" not in article
