"""CAM over HTTP."""
