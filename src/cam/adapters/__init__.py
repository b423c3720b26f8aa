"""The world: one file or folder a vendor, named after it. Only the composition root imports these."""
