"""A provider that refuses the key, or has no credits left, is left alone until that is over."""

from datetime import timedelta

import pytest

from cam.domain.model.errors import (
    OutcomeUnknown,
    OutOfCredits,
    ProviderDenied,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from cam.domain.model.event import EventType
from cam.domain.services.holding import LOOK_AGAIN
from cam.testing.fakes.enricher import FakeEnricher

from .scene import Scene
from .shop import FakeProbed, Shop

DENIED = ProviderDenied("apollo", "401 Invalid API key")
EMPTY = OutOfCredits("apollo", "Insufficient credits")


async def test_a_hold_is_announced_once(scene: Scene) -> None:
    """With the reason; hearing the same again is no news."""
    campaign, _ = await scene.campaign()
    shop = Shop(scene, FakeEnricher(name="apollo"))
    assert await shop.holding.why_not("apollo") == ""
    for _ in range(3):
        assert await shop.holding.note(DENIED, campaign.id)
    async with scene.unit_of_work() as repo:
        events = await repo.events.take(campaign_id=None, limit=9, lease=LOOK_AGAIN)
    assert [event.type for event in events] == [EventType.PROVIDER_HELD]
    assert b'"kind":"denied","reason":"401 Invalid API key"' in events[0].body
    told = "apollo is left alone: it denied the key (401 Invalid API key)"
    assert await shop.holding.why_not("apollo") == told
    assert await shop.holding.why_not("dropcontact") == ""


@pytest.mark.parametrize(
    "error",
    [
        ProviderUnavailable("apollo", "down"),
        OutcomeUnknown("apollo", "cut"),
        ProviderRefused("apollo", "400"),
        RateLimited("apollo", "429", retry_after=None),
    ],
)
async def test_other_trouble_holds_nobody(scene: Scene, error: ProviderError) -> None:
    """It passes by itself."""
    campaign, _ = await scene.campaign()
    shop = Shop(scene, FakeEnricher(name="apollo"))
    assert not await shop.holding.note(error, campaign.id)
    assert await shop.holds() == {}


@pytest.mark.parametrize(
    ("error", "probed", "lifted"),
    [
        (DENIED, FakeProbed("apollo", accepted=True, credits_left=0), True),
        (DENIED, FakeProbed("apollo", accepted=False), False),
        (EMPTY, FakeProbed("apollo", credits_left=0), False),
        (EMPTY, FakeProbed("apollo", credits_left=7), True),
        (EMPTY, FakeProbed("apollo", credits_left=None), True),
        (EMPTY, FakeProbed("apollo", accepted=False), False),
    ],
)
async def test_a_free_look_each_hour_says_whether_it_is_over(
    scene: Scene, error: ProviderError, probed: FakeProbed, lifted: bool
) -> None:
    """Not sooner, and without any credit; otherwise again in an hour."""
    campaign, _ = await scene.campaign()
    shop = Shop(scene, FakeEnricher(name="apollo"), probed={"apollo": probed})
    await shop.holding.note(error, campaign.id)
    scene.clock.advance(LOOK_AGAIN - timedelta(seconds=1))
    assert await shop.holding.why_not("apollo")
    assert probed.looks == 0
    scene.clock.advance(1)
    assert (await shop.holding.why_not("apollo") == "") is lifted
    assert (await shop.holding.why_not("apollo") == "") is lifted
    assert probed.looks == 1
    assert (await shop.holds() == {}) is lifted


async def test_a_provider_without_a_free_look_is_tried_again_after_an_hour(scene: Scene) -> None:
    """Its own word then holds it again."""
    campaign, _ = await scene.campaign()
    shop = Shop(scene, FakeEnricher(name="apollo"))
    await shop.holding.note(EMPTY, campaign.id)
    scene.clock.advance(LOOK_AGAIN)
    assert await shop.holding.why_not("apollo") == ""


async def test_a_new_key_ends_the_hold_at_once(scene: Scene) -> None:
    """In the process that has it."""
    campaign, _ = await scene.campaign()
    await Shop(scene, FakeEnricher(name="apollo", key="old")).holding.note(DENIED, campaign.id)
    assert await Shop(scene, FakeEnricher(name="apollo", key="old")).holding.why_not("apollo")
    assert not await Shop(scene, FakeEnricher(name="apollo", key="new")).holding.why_not("apollo")
    assert not await Shop(scene, FakeEnricher(name="apollo", key="old")).holding.why_not("apollo")
