"""A world to try CAM in: simulated vendors and a mail sink, over real HTTP and SMTP.

Imports nothing else of CAM, so that a mistake in an adapter cannot hide in its simulator.
"""

from cam.sandbox.faults import Fault
from cam.sandbox.main import serve
from cam.sandbox.sandbox import Sandbox
from cam.sandbox.settings import Settings, Window, settings_of

__all__ = ["Fault", "Sandbox", "Settings", "Window", "serve", "settings_of"]
