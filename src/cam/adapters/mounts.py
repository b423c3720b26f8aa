"""Which file system a path lies on, by Linux's own table (proc_pid_mountinfo(5)).

SQLite's WAL needs memory that all processes share and locks that work: on a network file system
two machines can both believe that they hold the lock (sqlite.org/wal.html, sqlite.org/faq.html#q5).
"""

import re
from pathlib import Path

TABLE = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    {
        "9p", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "cvmfs", "gfs2", "glusterfs", "gpfs",
        "lustre", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "orangefs", "panfs", "pvfs2", "smb2",
        "smb3", "smbfs", "vboxsf", "vmhgfs", "wekafs",
    }
)  # fmt: skip
"""Types of file systems that several machines share."""
_FUSE_NETWORK = frozenset(
    {
        "blobfuse", "blobfuse2", "ceph", "curlftpfs", "davfs", "dbfs", "fuse_dfs", "gcsfuse",
        "geesefs", "glusterfs", "goofys", "juicefs", "mfs", "moosefs", "mount-s3", "rclone", "s3fs",
        "s3ql", "seaweedfs", "sshfs", "vmhgfs-fuse",
    }
)  # fmt: skip
"""The same by the second half of `fuse.NAME`."""
_OCTAL = re.compile(r"\\([0-7]{3})")


def network_file_system(path: Path) -> str:
    """The type of the network file system that the path lies on; empty for a local one, and where
    the system does not tell."""
    try:
        table = TABLE.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""
    kind = file_system(path.resolve(), table)
    return kind if is_network(kind) else ""


def is_network(kind: str) -> bool:
    """Is that a type of file systems that several machines share?"""
    base, _, name = kind.partition(".")
    return base in NETWORK or (base in ("fuse", "fuseblk") and name in _FUSE_NETWORK)


def file_system(path: Path, table: str) -> str:
    """The type of the file system of an absolute path: the mount with the longest prefix, and of
    several on one point the last, which hides the others. Empty when none is named."""
    found, depth = "", -1
    for line in table.splitlines():
        mounted, _, about = line.partition(" - ")
        fields = mounted.split(" ")
        if len(fields) < 5 or not about:
            continue
        point = Path(_unescaped(fields[4]))
        if path.is_relative_to(point) and len(point.parts) >= depth:
            found, depth = about.split(" ")[0], len(point.parts)
    return found


def _unescaped(told: str) -> str:
    r"""The kernel writes space, tab, newline and backslash as \040 and the like."""
    return _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), told)
