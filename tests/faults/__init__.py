"""Faults on purpose: what breaks while mails go out, judged by what a mail server received."""
