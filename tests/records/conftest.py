"""What tests of records have in common."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests import factories as make
from tests.full_records import FullRecords


@pytest.fixture(scope="module")
def full(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[FullRecords]:  # noqa: ARG001
    """Records with all that they can have, in one transaction for the tests of a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        with make.change():
            made = FullRecords()
        made.reload()
        yield made
        transaction.set_rollback(True)
