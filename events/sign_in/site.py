"""The admin's site: who may enter it, and the pages of signing in."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from events.sign_in import session, views
from events.sign_in.forms import SignInForm
from events.sign_in.known_browser import remember_browser
from events.sign_in.second_factor import missing_step


class CuratorSite(AdminSite):
    """Django's site, with limits for guessing and a second factor."""

    login_form = SignInForm
    site_header = site_title = "News-event database"
    index_title = "Records"
    index_template = "events/dashboard.html"
    site_url = "/api/docs/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether somebody is signed in, with all that is required of them."""
        return super().has_permission(request) and missing_step(request.user) is None

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's addresses, and those of the second factor."""
        own = [
            path("login/code/", views.enter_code, {"site": self}, name="enter_code"),
            path("second-factor/", views.second_factor, {"site": self}, name="second_factor"),
        ]
        return [*own, *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's page; with the right password it goes on to what else is required."""
        if request.method == "GET" and views.is_curator(request) and missing_step(request.user):
            return views.redirect_to_step(request)
        response = super().login(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            session.start(request)
            if missing_step(request.user) is None:
                remember_browser(request, response, request.user.get_username())
        elif form := getattr(response, "context_data", {}).get("form"):
            views.refuse(response, form.refusal)
        return response
