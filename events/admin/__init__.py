"""Curation: one file a screen, all of them found here by Django."""

from django.contrib import admin

from events.admin import accounts, actor, article, claim, dataset, event, location, outlet, revision

__all__ = ["accounts", "actor", "article", "claim", "dataset", "event", "location", "outlet", "revision"]

admin.site.login_form = accounts.SignInForm
admin.site.site_header = admin.site.site_title = "News-event database"
admin.site.index_title = "Records"
admin.site.site_url = "/api/docs/"
admin.site.index_template = "events/dashboard.html"
