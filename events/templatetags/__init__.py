"""Tags of the templates of admin."""
