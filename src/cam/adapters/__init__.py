"""The world: one file or folder a vendor, named after it. Only `composition` imports these."""
