"""`python -m cam.app.cli` is `cam`."""

import sys

from cam.app.cli import main

if __name__ == "__main__":
    sys.exit(main())
