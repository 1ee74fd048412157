#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventapi.settings")
    try:
        from django.core.management import execute_from_command_line  # takes a while: see below

        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:  # Ctrl-C is no accident: no traceback
        sys.exit(130)
