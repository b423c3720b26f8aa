"""What every repository promises. Subclass RepositoryContract and bring `unit_of_work`."""

from cam.testing.contracts.repository.authorization import AuthorizationPromises
from cam.testing.contracts.repository.campaigns import CampaignPromises
from cam.testing.contracts.repository.claims import ClaimPromises
from cam.testing.contracts.repository.discovery import DiscoveryPromises
from cam.testing.contracts.repository.events import EventPromises
from cam.testing.contracts.repository.leads import LeadPromises
from cam.testing.contracts.repository.outcomes import OutcomePromises
from cam.testing.contracts.repository.quotas import QuotaPromises
from cam.testing.contracts.repository.reaping import ReapingPromises
from cam.testing.contracts.repository.runs import RunPromises
from cam.testing.contracts.repository.statistics import StatisticsPromises
from cam.testing.contracts.repository.suppressions import SuppressionPromises
from cam.testing.contracts.repository.transactions import TransactionPromises


class RepositoryContract(
    TransactionPromises,
    CampaignPromises,
    DiscoveryPromises,
    LeadPromises,
    ClaimPromises,
    AuthorizationPromises,
    QuotaPromises,
    OutcomePromises,
    ReapingPromises,
    SuppressionPromises,
    EventPromises,
    RunPromises,
    StatisticsPromises,
):
    """Every promise of `ports.repository`. A subclass has a fixture `unit_of_work`, on `clock`."""


__all__ = ["RepositoryContract"]
