"""The demo: all of CAM against the sandbox, on this machine only, each claim checked."""
