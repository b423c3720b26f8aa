"""Postfix's part: a relay that takes submissions, and the exchange of the prospects' domains.

What becomes of a mail is in the recipient's local part and domain, so that each test may use
addresses of its own: `peers.py` tells which.
"""

from pathlib import Path

PROGRAM = "/usr/sbin/postfix"
DAEMONS = "/usr/lib/postfix/sbin"


def rendered(folder: Path, ports: dict[str, int], token: str) -> list[str]:
    """Writes the configuration; the command that runs it in the foreground."""
    config = folder / "postfix"
    config.mkdir()
    for name in ("postfix-queue", "postfix-data"):
        (folder / name).mkdir()
    (config / "refusals").write_text(REFUSALS)
    (config / "later").write_text(LATER)
    (config / "mailboxes").write_text(MAILBOXES)
    (config / "main.cf").write_text(MAIN.format(folder=folder, token=token, **ports))
    (config / "master.cf").write_text(MASTER.format(**ports))
    start = '/usr/sbin/postfix -c "$0" check && exec "$1"/master -c "$0" -s'  # in the foreground
    return ["sh", "-c", start, str(config), DAEMONS]


REFUSALS = r"""
/^full[^@]*@prospect\.test$/  452 4.2.2 Mailbox full
/^grey[^@]*@prospect\.test$/  451 4.7.1 Greylisted, try again later
/^spam[^@]*@prospect\.test$/  550 5.7.1 Message refused by policy
"""
LATER = r"""
/^full[^@]*@late\.test$/  452 4.2.2 Mailbox full
/^grey[^@]*@late\.test$/  451 4.7.1 Greylisted, try again later
/^spam[^@]*@late\.test$/  550 5.7.1 Message refused by policy
/@late\.test$/            550 5.1.1 User unknown
"""
MAILBOXES = r"""
!/^gone[^@]*@/  here
"""

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/postfix-queue
data_directory = {folder}/postfix-data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = relay.cam.test
smtpd_banner = $myhostname ESMTP {token}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
biff = no
notify_classes =
recipient_delimiter = +

# Nothing leaves this machine: what is nobody's here is nobody's.
smtp_dns_support_level = disabled
smtp_host_lookup = native
default_transport = error:5.1.2 No such domain
transport_maps = inline:{{ late.test=smtp:[127.0.0.1]:{mx} }}
virtual_mailbox_domains = cam.test, prospect.test
virtual_mailbox_maps = regexp:$config_directory/mailboxes
virtual_transport = lmtp:unix:{folder}/lmtp

smtpd_relay_restrictions = permit_mynetworks, reject
submitting = check_recipient_access regexp:$config_directory/refusals,
  reject_unlisted_recipient, permit_sasl_authenticated, reject
exchanging = check_recipient_access regexp:$config_directory/refusals,
  check_recipient_access regexp:$config_directory/later,
  reject_unauth_destination, reject_unlisted_recipient, permit
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/auth
smtpd_sasl_security_options = noanonymous
smtpd_tls_chain_files = {folder}/server.key, {folder}/server.pem
smtpd_tls_security_level = none
smtp_tls_security_level = none

bounce_queue_lifetime = 2s
maximal_queue_lifetime = 2s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
smtp_destination_concurrency_failed_cohort_limit = 0
lmtp_destination_concurrency_failed_cohort_limit = 0
smtp_connection_cache_on_demand = no
default_process_limit = 20
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 100
smtpd_hard_error_limit = 100
"""

MASTER = """
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_security_level=may
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_recipient_restrictions=$submitting
127.0.0.1:{submissions} inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_wrappermode=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_recipient_restrictions=$submitting
127.0.0.1:{mx} inet n - n - - smtpd
  -o myhostname=mx.prospect.test
  -o smtpd_tls_security_level=may
  -o relay_domains=late.test
  -o smtpd_relay_restrictions=$exchanging
127.0.0.1:{inner} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""
