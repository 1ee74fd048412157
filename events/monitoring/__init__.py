"""What operators and supervisors watch: faults, readiness, counts, and the ids of requests."""
