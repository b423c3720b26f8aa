"""Fakes, builders and port contracts, public for those who write adapters. Production never imports it."""
