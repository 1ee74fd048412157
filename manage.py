#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    """Runs a command. What an operator can mend is told in a sentence; `--traceback` tells more."""
    from django.core.management import execute_from_command_line  # takes a while: see below

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        from events.monitoring.faults import fault_message

        message = fault_message(error)
        if message is None or "--traceback" in sys.argv:
            raise
        sys.exit(message)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventapi.settings")
    try:
        main()
    except KeyboardInterrupt:  # Ctrl-C is no accident: no traceback
        sys.exit(130)
