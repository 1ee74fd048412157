"""The WSGI application: `gunicorn eventapi.wsgi:application`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from gunicorn.http import message

# The API answers a query of more than 16 KiB with its own 414. Gunicorn limits request lines to 8190 bytes
# however high --limit-request-line is, and 0 removes the limit: a client could fill the memory. So the
# maximum is raised here.
message.MAX_REQUEST_LINE = 64 * 1024

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventapi.settings")
_django = get_wsgi_application()
from events.front_door import FrontDoor  # noqa: E402 - the settings are ready now
from events.proxies import read_proxies  # noqa: E402

application = FrontDoor(_django, read_proxies(settings.PROXIES))
