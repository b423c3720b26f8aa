"""What CAM raises."""

import inspect

from cam.domain.model import errors


def test_every_error_has_its_own_code_and_a_title() -> None:
    """Both are public: `code` is stable, the docstring is the title of a problem."""
    kinds = [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.CamError)
    ]
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind.__doc__ for kind in kinds)


def test_a_missing_setting_is_named() -> None:
    """So that an operator knows what to do."""
    error = errors.NotConfigured("SMTP_HOST", "SMTP_PORT")
    assert str(error) == "not_configured: set SMTP_HOST and SMTP_PORT"
