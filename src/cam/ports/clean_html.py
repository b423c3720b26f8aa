"""How HTML becomes fit for a mail."""

from collections.abc import Callable

CleanHtml = Callable[[str], str]
"""A fragment of safe HTML for any HTML at all; templates' fields are left alone.

Its styles stand at its tags, as mail programs want them. Scripts, forms, pictures, event handlers,
comments, addresses other than http, https, mailto and tel, and styles that could hide or load
something are gone. Clean HTML comes back as it is.
"""
