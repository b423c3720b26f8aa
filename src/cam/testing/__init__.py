"""Fakes, builders and contracts, public for authors of adapters. Production never imports it."""
