"""OGC API - Features, by which desktop GIS read the database.

Source: OGC 17-069r4 (Part 1: Core, 1.0.1), classes Core, GeoJSON and OpenAPI 3.0.
"""
