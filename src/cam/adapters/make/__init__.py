"""Make.com: a webhook that is told what happens, and a scenario that sends mails."""
