"""What every repository promises.

Subclass RepositoryContract and bring `unit_of_work` and `copied`.
"""

from cam.testing.contracts.repository.arming import ArmingPromises
from cam.testing.contracts.repository.arrivals import ArrivalPromises
from cam.testing.contracts.repository.authorization import AuthorizationPromises
from cam.testing.contracts.repository.campaigns import CampaignPromises
from cam.testing.contracts.repository.claims import ClaimPromises
from cam.testing.contracts.repository.credits import CreditPromises
from cam.testing.contracts.repository.discovery import DiscoveryPromises
from cam.testing.contracts.repository.erasing import ErasingPromises
from cam.testing.contracts.repository.events import EventPromises
from cam.testing.contracts.repository.forgetting import ForgettingPromises
from cam.testing.contracts.repository.holds import HoldPromises
from cam.testing.contracts.repository.lawful import LawfulPromises
from cam.testing.contracts.repository.leads import LeadPromises
from cam.testing.contracts.repository.mailboxes import MailboxPromises
from cam.testing.contracts.repository.merging import MergingPromises
from cam.testing.contracts.repository.outcomes import OutcomePromises
from cam.testing.contracts.repository.quotas import QuotaPromises
from cam.testing.contracts.repository.reaping import ReapingPromises
from cam.testing.contracts.repository.reserving import ReservingPromises
from cam.testing.contracts.repository.resolving import ResolvingPromises
from cam.testing.contracts.repository.rhythm import RhythmPromises
from cam.testing.contracts.repository.runs import RunPromises
from cam.testing.contracts.repository.statistics import StatisticsPromises
from cam.testing.contracts.repository.stopping import StoppingPromises
from cam.testing.contracts.repository.suppressions import SuppressionPromises
from cam.testing.contracts.repository.transactions import TransactionPromises
from cam.testing.contracts.repository.trying import TryingPromises


class RepositoryContract(
    TransactionPromises,
    CampaignPromises,
    DiscoveryPromises,
    MergingPromises,
    LeadPromises,
    ClaimPromises,
    AuthorizationPromises,
    QuotaPromises,
    RhythmPromises,
    MailboxPromises,
    TryingPromises,
    OutcomePromises,
    ReapingPromises,
    ResolvingPromises,
    SuppressionPromises,
    EventPromises,
    ReservingPromises,
    CreditPromises,
    ErasingPromises,
    ForgettingPromises,
    HoldPromises,
    ArmingPromises,
    LawfulPromises,
    RunPromises,
    StatisticsPromises,
    ArrivalPromises,
    StoppingPromises,
):
    """Every promise of `ports.repository`.

    A subclass has a fixture `unit_of_work`, on `clock`, and `copied`, which copies its database.
    """


__all__ = ["RepositoryContract"]
