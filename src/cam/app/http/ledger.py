"""/api/cam/credits: what was spent, what may still be, and which provider is left alone."""

from litestar import get
from litestar.di import NamedDependency

from cam.app.accounts import Accounts
from cam.app.http.documented import refusals
from cam.app.operations import Cam


@get("/credits", tags=["credits"], responses=refusals())
async def show_credits(cam: NamedDependency[Cam]) -> Accounts:
    """The ledger by provider and by campaign, each with its budgets. Asks nobody."""
    return await cam.accounts()
