"""The door to the web server: `gunicorn eventapi.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from gunicorn.http import message

# The API itself answers a query of more than 16 KiB, with its own 414. Gunicorn cuts request
# lines at 8190 bytes however high --limit-request-line is set, and 0 lifts every bound: a client
# could fill the memory. So its ceiling is raised, once, here.
message.MAX_REQUEST_LINE = 64 * 1024

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventapi.settings")
application = get_wsgi_application()
