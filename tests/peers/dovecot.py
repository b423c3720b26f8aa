"""Dovecot's part: mailboxes in Maildirs, IMAP, authentication for Postfix, Sieve.

Every address has a mailbox, all with one password. `auto...@` answers that it is away, also to mail
with List-Unsubscribe: Pigeonhole keeps silent there, Exchange and Gmail do not.
"""

from pathlib import Path

PASSWORD = "secret"
SERVER = "/usr/sbin/dovecot"


def rendered(folder: Path, ports: dict[str, int], token: str, mail_uid: int) -> list[str]:
    """Writes the configuration; the command that runs it in the foreground."""
    (folder / "mail").mkdir()
    (folder / "mail" / "away.sieve").write_text(AWAY)
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(folder=folder, token=token, uid=mail_uid, **ports))
    return [SERVER, "-F", "-c", str(config)]


AWAY = """
require ["vacation", "envelope", "editheader"];
if envelope :localpart :matches "to" "auto*" {
  deleteheader "List-Unsubscribe";
  deleteheader "List-Unsubscribe-Post";
  vacation :days 1 :subject "Out of office" "I am away until Monday.";
}
"""

CONFIG = """
base_dir = {folder}/dovecot
state_dir = {folder}/dovecot-state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
login_greeting = {token}
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
auth_username_chars =
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = dovecot
default_login_user = dovenull
submission_host = 127.0.0.1:{inner}
recipient_delimiter = +
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={folder}/mail/%Ld/%Ln allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    auto = subscribe
    special_use = \\Junk
  }}
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service lmtp {{
  unix_listener {folder}/lmtp {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener {folder}/auth {{
    mode = 0666
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@cam.test
  mail_plugins = $mail_plugins sieve
}}
plugin {{
  sieve = file:{folder}/mail/away.sieve
  sieve_extensions = +editheader
}}
"""
CONFIG = CONFIG.replace("{password}", PASSWORD)
