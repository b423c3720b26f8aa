"""Replies of people: what they say, and whom CAM would move for it."""
