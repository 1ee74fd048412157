"""The WSGI application: `gunicorn eventapi.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from gunicorn.http import message

# The API answers a query of more than 16 KiB with its own 414. Gunicorn limits request lines to 8190 bytes
# however high --limit-request-line is, and 0 removes the limit: a client could fill the memory. So the
# maximum is raised here.
message.MAX_REQUEST_LINE = 64 * 1024

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventapi.settings")
application = get_wsgi_application()
