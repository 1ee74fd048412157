"""What was released is a promise: databases, revisions and clients elsewhere were made by these bytes.

tests/snapshots/released.sha256 is as `sha256sum` writes it; whatever a later release adds is added there, and
nothing is taken away.
"""

import hashlib

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
ROOT = settings.BASE_DIR
RELEASED = [
    line.split()
    for line in (ROOT / "tests/snapshots/released.sha256").read_text(encoding="ascii").splitlines()
]


@pytest.mark.parametrize(("digest", "path"), RELEASED)
def test_a_released_file_is_not_changed(digest: str, path: str) -> None:
    found = hashlib.sha256((ROOT / path).read_bytes()).hexdigest()
    assert found == digest, f"{path} was released: write the next one beside it instead."


def test_each_kind_of_promise_is_held() -> None:
    assert {path.partition("/")[0] for _, path in RELEASED} == {"events", "tests"}
    assert len(RELEASED) >= 3
