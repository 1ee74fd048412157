"""Who acts in an event, and on whom."""

from events.pages.answers import Json


def in_role(event: Json, role: str) -> list[Json]:
    """Returns the actors that have a role in an event, such as `target`, each of them once."""
    found = {one["actor"]["id"]: one["actor"] for one in event["participants"] if one["role"] == role}
    return list(found.values())
