"""HTML made fit for a mail: styles inlined by css-inline, the rest cleaned by nh3 (ammonia).

Nothing is loaded, neither from the net nor from this machine.
"""

import re

import nh3
from css_inline import CSSInliner

TAGS = {
    "a", "b", "blockquote", "br", "center", "code", "div", "em", "font", "h1", "h2", "h3", "h4",
    "hr", "i", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
WITH_ALL_IN_THEM = {
    "script", "style", "title", "template", "noscript", "form", "button", "select", "textarea",
    "iframe", "object", "svg", "math", "video", "audio",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"style", "align", "dir", "lang"},
    "a": {"href", "title"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type"},
    "table": {"width", "cellpadding", "cellspacing", "border", "bgcolor", "role"},
    "td": {"width", "colspan", "rowspan", "valign", "bgcolor"},
    "th": {"width", "colspan", "rowspan", "valign", "bgcolor"},
}
STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-left",
    "border-radius", "border-right", "border-spacing", "border-top", "color", "direction",
    "font-family", "font-size", "font-style", "font-weight", "letter-spacing", "line-height",
    "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top",
    "max-width", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top",
    "text-align", "text-decoration", "text-transform", "vertical-align", "white-space", "width",
    "word-break",
}  # fmt: skip
"""None that hides, moves or loads."""
_ACTIVE = re.compile(r"url|expression|javascript|import|behaviou?r|[\\@]", re.IGNORECASE)

_INLINER = CSSInliner(keep_style_tags=False, keep_link_tags=False, load_remote_stylesheets=False)


def clean_html(html: str) -> str:
    """Keeps `ports.clean_html.CleanHtml`."""
    styled = _INLINER.inline(html) if re.search("<style", html, re.IGNORECASE) else html
    return _cleaned(_cleaned(styled)).strip()  # the second takes out what the first has emptied


def _cleaned(html: str) -> str:
    cleaned: str = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=WITH_ALL_IN_THEM,
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative="deny",
        link_rel=None,
        filter_style_properties=STYLES,
    )
    return cleaned


def _kept(tag: str, name: str, value: str) -> str | None:
    del tag
    if name == "style" and (not value.strip() or _ACTIVE.search(value)):
        return None
    return value
