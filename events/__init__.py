"""The event database: its vocabularies, rules, records, public API and curation."""
