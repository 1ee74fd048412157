"""The layouts of the forms: no column is left out of them."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth import get_user_model
from django.db import models
from django.test import RequestFactory

from events.records import RECORDS

ELSEWHERE = {"id", "review_status", "withdrawn_reason"}
"""The key, which nobody edits, and what the steps of review change."""


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("model", [record.Meta.model for record in RECORDS.values()])
def test_every_column_that_may_be_edited_is_in_the_form(
    model: type[models.Model], rf: RequestFactory
) -> None:
    request = rf.get("/")
    request.user = get_user_model()(is_superuser=True, is_active=True)
    shown = set(flatten_fieldsets(admin.site.get_model_admin(model).get_fieldsets(request, model())))
    columns = {column.name for column in model._meta.get_fields() if getattr(column, "editable", False)}
    assert columns - shown == ELSEWHERE
