"""The web server: waitress, with deadlines for slow clients, lanes for probes, and one process or several."""
