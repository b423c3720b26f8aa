"""Is a host this very machine?"""

import ipaddress


def is_loopback(host: str) -> bool:
    """Does the host, a name or an address, never leave this machine?"""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
