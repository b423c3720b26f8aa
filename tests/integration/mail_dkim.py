"""Mail::DKIM (Perl), which shares no line with CAM: it verifies signatures by a name server."""

import asyncio
import os
import shutil
import subprocess

import pytest

_VERIFY = """
use Mail::DKIM::Verifier; use Mail::DKIM::DNS; use Net::DNS::Resolver;
my $resolver = Net::DNS::Resolver->new(
    nameservers => ['127.0.0.1'], port => $ARGV[0], recurse => 1, retry => 1, udp_timeout => 5);
Mail::DKIM::DNS::resolver($resolver);
my $verifier = Mail::DKIM::Verifier->new();
binmode STDIN;
local $/; my $mail = <STDIN>;
$verifier->PRINT($mail);
$verifier->CLOSE;
print join("\\n", $verifier->result_detail, map { $_->domain . " " . $_->selector . " "
    . $_->algorithm . " " . $_->headerlist } $verifier->signatures), "\\n";
"""
PACKAGE = "libmail-dkim-perl"


def require() -> None:
    """Skips where Mail::DKIM is missing; in CI that is a failure."""
    found = shutil.which("perl") is not None
    if found:
        tried = subprocess.run(["perl", "-MMail::DKIM", "-e1"], capture_output=True, check=False)
        found = tried.returncode == 0
    if not found:
        missing = f"Mail::DKIM is missing: on Debian and Ubuntu apt-get install {PACKAGE}"
        if os.environ.get("CI") == "true":  # noqa: TID251
            pytest.fail(missing)
        pytest.skip(missing)


async def verdict(mail: bytes, port: int) -> tuple[str, ...]:
    """The result, then a line for each signature: domain, selector, algorithm, signed headers."""
    process = await asyncio.create_subprocess_exec(
        *("perl", "-e", _VERIFY, str(port)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate(mail)
    assert process.returncode == 0, err.decode()
    return tuple(out.decode().splitlines())
