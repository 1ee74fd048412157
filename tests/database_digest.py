"""What a database holds, as hashes: a program that prints them, to compare one with another."""

import hashlib
import json
import sys
from typing import Any


def table_digests() -> dict[str, str]:
    """A hash of the rows of every table, whatever their order."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = "\n".join(sorted(map(repr, cursor.fetchall())))
            found[table] = hashlib.sha256(rows.encode()).hexdigest()
    return found


def response_digests() -> dict[str, str]:
    """A hash of every list of the API, whole, of the feed and of every release."""
    from django.test import Client

    from events.choices import Collection
    from events.models import Release

    paths = [f"{name}/?format=ndjson" for name in (*Collection.values, "changes")]
    for release in Release.objects.values_list("name", flat=True):
        paths.append(f"releases/{release}/")
        paths += [f"releases/{release}/{name}/?format=ndjson" for name in Collection.values]
    return {
        path: hashlib.sha256(_response_body(Client().get(f"/api/v1/{path}"))).hexdigest() for path in paths
    }


def _response_body(response: Any) -> bytes:
    assert response.status_code == 200, response.content
    return b"".join(response) if response.streaming else bytes(response.content)


def main() -> None:
    """Print them."""
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()  # a client may ask
    sys.stdout.write(json.dumps(table_digests() | response_digests()))


if __name__ == "__main__":
    main()
