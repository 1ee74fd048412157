"""docs/mirroring.md: the reader that it shows follows every change."""

import re
from typing import Any

import pytest
from django.conf import settings

from events.models import Actor, Revision
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = (settings.BASE_DIR / "docs" / "mirroring.md").read_text(encoding="utf-8")


def test_the_reader_follows_every_change(live_server: Any) -> None:
    names: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0], names)
    with make.change():
        make.actor("one", review_status="published")
    ((first, cursor),) = names["follow"](live_server.url)
    assert [row["id"] for row in first] == ["one", "curated"]
    with make.change():
        Actor.objects.filter(slug="one").update(name="Another")
    ((then, _),) = names["follow"](live_server.url, cursor)
    assert [row["seq"] for row in (*first, *then)] == list(Revision.objects.values_list("seq", flat=True))
