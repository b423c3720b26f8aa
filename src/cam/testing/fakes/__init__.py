"""Ports kept in memory, for tests."""
