"""docs/curating.md and docs/reading.md show pictures that are there, and they are small enough to keep."""

import re

from django.conf import settings

DOCS = settings.BASE_DIR / "docs"
MOST_BYTES = 4_000_000


def test_every_picture_is_there_in_four_looks_and_none_is_large() -> None:
    pages = [(DOCS / name).read_text(encoding="utf-8") for name in ("curating.md", "reading.md")]
    shown = [one for page in pages for one in re.findall(r"\]\((screenshots/[^)]+)\)", page)]
    assert len(shown) >= 12
    assert [one for one in shown if not (DOCS / one).exists()] == []
    pictures = list((DOCS / "screenshots").glob("*.webp"))
    names = {path.stem.rsplit("-", 2)[0] for path in pictures}
    assert len(pictures) == 4 * len(names)
    assert sum(path.stat().st_size for path in pictures) < MOST_BYTES
