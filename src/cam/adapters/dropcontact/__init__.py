"""Dropcontact: finds and verifies addresses, in batches that take a while."""
