"""Raw messages (RFC 5322), read into what they mean. Pure functions on bytes: no network, no clock.

Everything here is hostile until proved otherwise, so everything is bounded: bytes, header, depth,
parts, addresses, ids, text. The bounds stand beside what they bound.
"""
