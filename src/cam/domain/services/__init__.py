"""Verbs: what CAM does, told in the words of the model and the ports."""
