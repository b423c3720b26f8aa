"""How fast CAM is, measured against its sandbox. Run by hand; never a timed test."""
