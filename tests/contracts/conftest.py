"""What tests of the contract share."""

from typing import Any

import pytest
import yaml
from django.conf import settings

SNAPSHOT = settings.BASE_DIR / "tests" / "snapshots" / "openapi.yaml"


@pytest.fixture(scope="module")
def document() -> Any:
    """The committed document."""
    return yaml.safe_load(SNAPSHOT.read_text(encoding="utf-8"))
