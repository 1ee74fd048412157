"""What tests of the contract share."""

from typing import Any

import pytest

from tests import documents


@pytest.fixture
def document() -> Any:
    """The committed document."""
    return documents.committed()
