"""What tests of aggregates share with those of the contract."""

from tests.contracts.conftest import document

__all__ = ["document"]
