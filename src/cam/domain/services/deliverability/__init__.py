"""Do mails of a domain arrive? Everything that can be looked at without sending one."""
