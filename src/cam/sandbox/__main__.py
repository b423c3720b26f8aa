"""`python -m cam.sandbox`."""

from cam.sandbox.main import main

if __name__ == "__main__":
    main()
