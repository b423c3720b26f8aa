"""Network file systems are told from local ones by the kernel's table."""

from pathlib import Path

import pytest

from cam.adapters import mounts

LAPTOP = """\
21 28 0:20 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw
28 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro
95 28 259:1 / /boot/efi rw,relatime shared:33 - vfat /dev/nvme0n1p1 rw,fmask=0077
610 28 0:58 / /mnt/team rw,relatime shared:320 - nfs4 nas.example:/team rw,vers=4.2,proto=tcp
611 28 0:59 / /mnt/team\\040files rw,relatime - cifs //nas.example/files rw,vers=3.1.1
612 28 0:60 / /mnt/remote rw,nosuid,nodev shared:9 - fuse.sshfs ann@host:/srv rw,user_id=1000
613 28 0:61 / /mnt/team/local rw,relatime - xfs /dev/sdb1 rw
"""
CONTAINER = """\
1510 1402 0:121 / / rw,relatime - overlay overlay rw,lowerdir=/l/A:/l/B,upperdir=/u,workdir=/w
1511 1510 0:124 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw
1540 1510 0:52 /exports/pvc-1 /data rw,relatime - nfs 10.0.0.9:/exports/pvc-1 rw,vers=3
1541 1510 8:1 /var/lib/kubelet/x /etc/hosts rw,relatime - ext4 /dev/sda1 rw
"""
HIDDEN = """\
1 0 8:1 / / rw - ext4 /dev/sda1 rw
2 1 0:9 / /data rw - nfs4 nas:/data rw
3 2 8:2 / /data rw - ext4 /dev/sda2 rw
"""


@pytest.mark.parametrize(
    ("table", "path", "kind"),
    [
        (LAPTOP, "/var/lib/cam/cam.db", "ext4"),
        (LAPTOP, "/mnt/team/cam.db", "nfs4"),
        (LAPTOP, "/mnt/team files/cam.db", "cifs"),
        (LAPTOP, "/mnt/teammates/cam.db", "ext4"),
        (LAPTOP, "/mnt/team/local/cam.db", "xfs"),
        (LAPTOP, "/mnt/remote/a/b/cam.db", "fuse.sshfs"),
        (CONTAINER, "/data/cam.db", "nfs"),
        (CONTAINER, "/tmp/cam.db", "overlay"),
        (HIDDEN, "/data/cam.db", "ext4"),
        ("", "/cam.db", ""),
        ("nonsense\n1 2 3\n", "/cam.db", ""),
    ],
)
def test_the_longest_mount_point_decides(table: str, path: str, kind: str) -> None:
    """Whole names only; of two on one point the one that hides the other."""
    assert mounts.file_system(Path(path), table) == kind


@pytest.mark.parametrize(
    "kind",
    [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "glusterfs", "fuse.glusterfs",
        "ceph", "fuse.ceph", "lustre", "beegfs", "afs", "ocfs2", "gfs2", "fuse.s3fs",
    ],
)  # fmt: skip
def test_what_several_machines_share_is_no_place_for_sqlite(kind: str) -> None:
    """Its locks cannot be trusted there."""
    assert mounts.is_network(kind)


@pytest.mark.parametrize(
    "kind", ["ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", "fuseblk", "virtiofs", "apfs", ""]
)
def test_a_local_disk_is_fine(kind: str) -> None:
    """And so is what nobody knows."""
    assert not mounts.is_network(kind)


def test_where_the_system_does_not_tell_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a system without /proc."""
    monkeypatch.setattr(mounts, "TABLE", tmp_path / "nowhere")
    assert mounts.network_file_system(tmp_path) == ""


def test_a_link_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path may lead from a local disk to another one."""
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    table = tmp_path / "table"
    far = (tmp_path / "far").resolve()
    table.write_text(f"1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:9 / {far} rw - nfs4 nas:/ rw\n")
    monkeypatch.setattr(mounts, "TABLE", table)
    assert mounts.network_file_system(tmp_path / "near" / "cam.db") == "nfs4"
    assert mounts.network_file_system(tmp_path / "cam.db") == ""
