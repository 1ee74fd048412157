"""The addresses of the pages of the admin."""

from typing import Any

from django.db.models import Model
from django.urls import reverse


def change_url(row: Model) -> str:
    """The form of a row."""
    return model_admin_url(type(row), "change", row.pk)


def model_admin_url(model: type[Model], page: str, *args: Any) -> str:
    """A page of a model by its name: the list, the form of the row with a key, or a feature."""
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=args)
