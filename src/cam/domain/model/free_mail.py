"""Domains at which everybody may have an address: who writes from there speaks for no company."""

FREE_MAIL = frozenset(
    {
        "126.com", "163.com", "aim.com", "alice.it", "aol.com", "aol.de", "aol.fr", "arcor.de",
        "att.net", "bbox.fr", "bellsouth.net", "bigpond.com", "bluewin.ch", "bol.com.br",
        "bt.com", "btinternet.com", "btopenworld.com", "charter.net", "club-internet.fr",
        "comcast.net", "cox.net", "daum.net", "duck.com", "earthlink.net", "eircom.net",
        "fastmail.com", "fastmail.fm", "foxmail.com", "free.fr", "freemail.hu", "freenet.de",
        "frontier.com", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.fr", "gmx.net",
        "googlemail.com", "hanmail.net", "hey.com", "hotmail.be", "hotmail.ca", "hotmail.co.uk",
        "hotmail.com", "hotmail.com.br", "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it",
        "hotmail.nl", "hushmail.com", "icloud.com", "ig.com.br", "inbox.lv", "inbox.ru",
        "interia.pl", "juno.com", "kpnmail.nl", "laposte.net", "libero.it", "list.ru", "live.at",
        "live.be", "live.ca", "live.co.uk", "live.com", "live.de", "live.fr", "live.it",
        "live.nl", "mac.com", "mail.com", "mail.de", "mail.ru", "mailbox.org", "me.com",
        "msn.com", "naver.com", "neuf.fr", "nifty.com", "ntlworld.com", "numericable.fr", "o2.pl",
        "onet.pl", "online.de", "optonline.net", "orange.fr", "outlook.at", "outlook.be",
        "outlook.com", "outlook.de", "outlook.es", "outlook.fr", "outlook.it", "pm.me",
        "posteo.de", "proton.me", "protonmail.ch", "protonmail.com", "qq.com", "rambler.ru",
        "rediffmail.com", "rocketmail.com", "rogers.com", "sapo.pt", "sbcglobal.net", "seznam.cz",
        "sfr.fr", "shaw.ca", "sina.com", "sky.com", "skynet.be", "sohu.com", "sympatico.ca",
        "t-online.de", "talktalk.net", "telefonica.net", "telenet.be", "telus.net",
        "terra.com.br", "tin.it", "tiscali.co.uk", "tiscali.it", "tuta.com", "tutanota.com",
        "tutanota.de", "ukr.net", "uol.com.br", "verizon.net", "virgilio.it", "virgin.net",
        "virginmedia.com", "vodafone.it", "wanadoo.fr", "web.de", "windstream.net", "wp.pl",
        "xs4all.nl", "xtra.co.nz", "ya.ru", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp",
        "yahoo.co.uk", "yahoo.com", "yahoo.com.ar", "yahoo.com.au", "yahoo.com.br",
        "yahoo.com.mx", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.in", "yahoo.it", "yandex.com",
        "yandex.ru", "yeah.net", "ymail.com", "ziggo.nl", "zoho.com",
    }
)  # fmt: skip
"""Of mailbox providers and of those who sell internet access, as they are known to everybody."""
