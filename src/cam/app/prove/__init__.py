"""`cam prove`: the promises, shown by real processes that are really killed, at the mail sink."""
