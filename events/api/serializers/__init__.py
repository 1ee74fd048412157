"""The shapes of the answers, declared for the schema."""
