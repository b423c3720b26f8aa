"""HTML made fit for a mail."""

import re
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.clean_html import clean_html


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p>Hello {{first_name|there}}</p>", "<p>Hello {{first_name|there}}</p>"),
        ("a<br>b", "a<br>b"),
        ("<style>p{color:red}</style><p class=x>a</p>", '<p style="color:red">a</p>'),
        (
            "<style>p{color:red}</style><p style='color:blue'>a</p>",
            '<p style="color:blue">a</p>',
        ),
        ("<style>@media print{p{color:red}}</style><p>a</p>", "<p>a</p>"),
        ("<html><head><title>t</title></head><body bgcolor=red>a</body></html>", "a"),
        ("a<script>alert(1)</script>b", "ab"),
        ("<p onclick='x()' id=i>a</p>", "<p>a</p>"),
        ("<form action='https://x.example'><input name=a>b</form>c", "c"),
        ("<iframe src='https://x.example'></iframe>a", "a"),
        ("a<!-- secret -->b", "ab"),
        ("<a href='https://x.example/?a=1&b=2'>x</a>", '<a href="https://x.example/?a=1&amp;b=2">x</a>'),
        ("<a href='mailto:a@x.example'>x</a>", '<a href="mailto:a@x.example">x</a>'),
        ("<a href='javascript:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href=' Java\tScript:alert(1)'>x</a>", "<a>x</a>"),
        ("<a href='data:text/html,x'>x</a>", "<a>x</a>"),
        ("<a href='/here'>x</a>", "<a>x</a>"),
        ("<p style='display:none'>a</p>", "<p>a</p>"),
        ("<p style='position:fixed;color:red'>a</p>", '<p style="color:red">a</p>'),
        ("<p style='background:url(https://x.example)'>a</p>", "<p>a</p>"),
        ("<p style='color:expression(alert(1))'>a</p>", "<p>a</p>"),
        ("<p style='color:\\75rl(x)'>a</p>", "<p>a</p>"),
        ("<td>a", "a"),
        ("</div></div><b>a", "<b>a</b>"),
        ("3 < 4 & 5", "3 &lt; 4 &amp; 5"),
    ],
)  # fmt: skip
def test_what_a_mail_can_have_stays_and_the_rest_goes(html: str, clean: str) -> None:
    """Styles stand at their tags; nothing runs, loads, hides or asks."""
    assert clean_html(html) == clean


def test_nothing_is_read_from_this_machine(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A stylesheet is neither linked nor imported."""
    sheet = tmp_path_factory.mktemp("css") / "a.css"
    sheet.write_text("p{color:red}")
    for html in (
        f"<style>b{{}}</style><link rel=stylesheet href='{sheet.as_uri()}'><p>a</p>",
        f"<style>b{{}}</style><link rel=stylesheet href='{sheet}'><p>a</p>",
        f"<style>@import url({sheet.as_uri()});</style><p>a</p>",
    ):
        assert clean_html(html) == "<p>a</p>"


PIECES = st.sampled_from(
    ["<", ">", "</", "<p", "<b>", "</b>", "<style>", "</style>", "<script>", "<a href=", "'", '"',
     " style=", "color:red", ";", "{{first_name}}", "<!--", "-->", "&", "javascript:", "x", "=",
     " "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_clean_html_is_clean(html: str) -> None:
    """Cleaning it again changes nothing; no tag of it runs."""
    clean = clean_html(html)
    assert clean_html(clean) == clean
    assert not re.search(r"<script|<style|<[^>]*javascript:", clean)


@pytest.mark.parametrize(
    "filling", ["<!", "<", "<a ", "<div>", "<b>", '<p style="', "<table>", "&#"]
)
def test_no_html_burns_time(filling: str) -> None:
    """The longest of any shape is clean at once."""
    began = time.process_time()
    clean_html(filling * (50_000 // len(filling)))
    assert time.process_time() - began < 5.0


def test_a_campaign_of_text_alone_does_not_pay_for_it() -> None:
    """The libraries are imported when HTML is first cleaned, not with CAM."""
    program = (
        "import sys, cam, cam.app.composition, cam.app.http.app;"
        "print([name for name in ('nh3', 'css_inline') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
