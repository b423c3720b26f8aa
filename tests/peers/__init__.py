"""Real mail peers on loopback: Postfix, Dovecot with Sieve, dnsmasq.

`peers.py` says what they do. Tests ask for the fixture `peers`.
"""
