"""Looking at a mail server: connect, greet, log in, say goodbye. No mail is offered."""

from cam.adapters.smtp.connection import NotOffered
from cam.adapters.smtp.dialling import Account, Dialler
from cam.ports.mailer import SendStatus
from cam.ports.probe import Probe

NAME = "smtp"
PATIENCE = 10.0
"""Seconds that the server may take."""


class SmtpProbe:
    """One SMTP account as something that can be looked at."""

    def __init__(self, account: Account, name: str = NAME) -> None:
        self._account = account
        self._name = name

    async def probe(self) -> Probe:
        """Keeps `ports.probe.Probed.probe`: does the server let us in?"""
        place = f"{self._account.host}:{self._account.port}"
        dialler = Dialler(self._account, connect_timeout=PATIENCE, command_timeout=PATIENCE)
        try:
            connection = await dialler.dial()
        except NotOffered as refusal:
            told = refusal.result
            spoke = told.code is not None or told.status is SendStatus.HELD
            return Probe(
                provider=self._name,
                reachable=spoke,
                accepted=False,
                detail=f"{place}: {told.reply}",
            )
        await connection.quit()
        return Probe(provider=self._name, reachable=True, accepted=True, detail=place)
