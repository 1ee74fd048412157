"""The WSGI application: `python -m eventapi.server` serves it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventapi.settings")
_django = get_wsgi_application()
from events.wsgi.front_door import FrontDoor  # noqa: E402 - the settings are ready now
from events.wsgi.proxies import read_proxies  # noqa: E402
from events.wsgi.shares import Shares  # noqa: E402

application = FrontDoor(Shares(_django, settings.THREADS), read_proxies(settings.PROXIES))
