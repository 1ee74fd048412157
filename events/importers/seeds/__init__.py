"""From seeds/ (raw articles and the structure read out of them) to fixtures/ to the database."""
