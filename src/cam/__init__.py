"""CAM: finds leads, enriches them, mails them once and under quota, and stops itself.

from cam import open_cam, run_cam_cycle_for_all, run_cam_cycle_for_campaign
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cam.app.composition import open_cam as open_cam
    from cam.app.library import run_cam_cycle_for_all as run_cam_cycle_for_all
    from cam.app.library import run_cam_cycle_for_campaign as run_cam_cycle_for_campaign

_HOMES = {
    "open_cam": "cam.app.composition",
    "run_cam_cycle_for_all": "cam.app.library",
    "run_cam_cycle_for_campaign": "cam.app.library",
}
__all__ = ["open_cam", "run_cam_cycle_for_all", "run_cam_cycle_for_campaign"]


def __getattr__(name: str) -> Any:
    """Imports late: `import cam` costs nothing until something of it is used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cam' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)
