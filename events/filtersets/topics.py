"""What the filters of events ask about, in the order in which people ask."""

EVENT_TOPICS: dict[str, tuple[str, ...]] = {
    "who": (
        *("participant", "participant_role", "participant_side"),
        *("actor_kind", "actor_country", "affiliated_with", "initiator"),
    ),
    "whom": ("target",),
    "what": (
        "event_type",
        "mode",
        "context",
        "form",
        "quad_class",
        "coding",
        "part_of",
        "related_to",
        "relation_type",
    ),
    "where": ("location", "country", "place_role", "bbox", "near", "radius_km", "place_match"),
    "when": ("date", "date_match", "date_basis"),
    "how sure": ("factuality", "confidence", "depth", "has_contradiction", "missing"),
    "figures": ("measure", "figure_min", "figure_max", "attributed_to"),
    "sources": ("article", "outlet", "mention", "reported"),
    "full text": ("q", "language"),
    "records": ("id", "dataset", "external_id", "updated_since", "bucket"),
}
