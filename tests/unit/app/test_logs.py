"""The log: one line an event, no secret of anybody's variables, and never in the way."""

import io
import logging
import sys

import pytest
import structlog

from cam.app import logs


def test_an_event_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """With its level and its words."""
    logs.to_stderr()
    structlog.get_logger().warning("step failed", step="contact")
    out, err = capsys.readouterr()
    assert out == ""
    assert "level=warning" in err
    assert 'event="step failed" step=contact' in err
    assert err.count("\n") == 1


def test_what_is_below_the_level_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """A command's log tells only what its report does not."""
    logs.to_stderr(least=logging.ERROR)
    structlog.get_logger().warning("step failed")
    assert capsys.readouterr().err == ""


def test_an_exception_is_told_without_anybody_s_variables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A password in a local variable stays there."""
    logs.to_stderr()

    def login(password: str) -> None:
        raise RuntimeError(f"boom after {len(password)}")

    try:
        login("canary" + "-hunter2")
    except RuntimeError:
        structlog.get_logger().exception("run failed")
    err = capsys.readouterr().err
    assert "RuntimeError: boom after 14" in err
    assert "canary-hunter2" not in err


@pytest.mark.parametrize("broken", [ValueError("closed"), BrokenPipeError()])
def test_a_stderr_that_is_gone_loses_the_line_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    """A run does not end because nobody reads its log."""

    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise broken

    logs.to_stderr()
    monkeypatch.setattr(sys, "stderr", Gone())
    structlog.get_logger().error("run failed")
