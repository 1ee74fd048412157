"""Curation: one file a screen, all of them found here by Django."""

from django.contrib import admin

from events.admin import (
    actor,
    article,
    claim,
    contradiction,
    dataset,
    event,
    event_children,
    location,
    outlet,
    revision,
    users,
)
from events.admin.sign_in import SignInForm

__all__ = [
    "actor",
    "article",
    "claim",
    "contradiction",
    "dataset",
    "event",
    "event_children",
    "location",
    "outlet",
    "revision",
    "users",
]

admin.site.login_form = SignInForm
admin.site.site_header = "News-event database"
admin.site.site_title = "News-event database"
admin.site.index_title = "Records"
admin.site.site_url = "/api/docs/"
admin.site.index_template = "events/dashboard.html"
