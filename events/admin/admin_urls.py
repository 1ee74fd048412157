"""Where the pages of rows are."""

from typing import Any

from django.db import models
from django.urls import reverse


def change_url(row: models.Model) -> str:
    """The form of a row."""
    return change_url_by_pk(type(row), row.pk)


def change_url_by_pk(model: type[models.Model], pk: Any) -> str:
    """The form of the row with this key."""
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[pk])


def model_admin_url(model: type[models.Model], page: str) -> str:
    """A page about all rows of a kind: their list, or one of ours."""
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}")
