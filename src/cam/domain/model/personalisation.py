"""Templates: `Hello {{first_name|there}}`. A fixed list of fields, no code from users."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from cam.domain.model.errors import InvalidInput

FIELDS = (
    "first_name", "last_name", "full_name", "title", "company", "domain", "industry", "city",
    "country", "sender_name", "sender_email", "sender_company",
)  # fmt: skip
"""What a template may name; besides these, `custom.<name>` for a lead's own columns."""

_TAG = re.compile(r"\{\{([^{}|]*)(?:\|([^{}]*))?\}\}")
"""One way to match and no more: the time it takes grows with the length, never faster."""

_KNOWN = f"{', '.join(FIELDS)}, and custom.<column> for a column of your own"
_CUSTOM = re.compile(r"custom\.[A-Za-z0-9_ -]{1,64}")


class MissingField(ValueError):
    """This lead has no value for the field, and the template gives no default."""

    def __init__(self, field: str) -> None:
        super().__init__(f"missing_field: {field} is empty and has no default")
        self.field = field


def check(template: str, *, field: str) -> None:
    """Raises InvalidInput when the template names what does not exist or does not close a tag."""
    for tag in _TAG.finditer(template):
        name = tag[1].strip()
        if name in FIELDS or _CUSTOM.fullmatch(name):
            continue
        near = _nearest(name)
        hint = f', did you mean "{near}"?' if near else f"; known: {_KNOWN}"
        raise InvalidInput(
            field,
            f'unknown field "{name}"{hint}',
            kind="unknown_template_field",
            did_you_mean=near,
        )
    rest = _TAG.sub("", template)
    if "{{" in rest or "}}" in rest:
        raise InvalidInput(field, "a {{ or }} has no partner", kind="malformed_template")


def _nearest(name: str) -> str | None:
    plain = re.sub(r"[\s_-]+", "_", name.lower())
    close = get_close_matches(plain, FIELDS, n=1, cutoff=0.5)
    return close[0] if close else None


def named(*templates: str) -> tuple[tuple[str, str | None], ...]:
    """The fields that these templates name, with their defaults (None: without one), each pair
    once, in their order."""
    tags = (tag for template in templates for tag in _TAG.finditer(template))
    return tuple(dict.fromkeys((tag[1].strip(), tag[2]) for tag in tags))


def merged(template: str, values: Mapping[str, str]) -> str:
    """The template with each field replaced by its value or, when that is empty, its default.

    Raises MissingField when there is neither. Values are put in as they are, never read as
    templates.
    """

    def value(tag: re.Match[str]) -> str:
        name, default = tag[1].strip(), tag[2]
        found = values.get(name, "").strip()
        if found:
            return found
        if default is None:
            raise MissingField(name)
        return default

    return _TAG.sub(value, template)
