"""What tests of the contract share."""

from typing import Any

import pytest

from tests import openapi_documents


@pytest.fixture
def document() -> Any:
    """The committed document."""
    return openapi_documents.committed_document()
