"""CAM running: settings, composition, the cycle, and the faces."""
