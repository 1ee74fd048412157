"""Django's admin, on a site of our own."""

from django.contrib.admin.apps import AdminConfig


class CuratorAdminConfig(AdminConfig):
    """Django's application, which makes the site of `events.sign_in.site`."""

    default_site = "events.sign_in.site.CuratorSite"
