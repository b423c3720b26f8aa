"""What comes back is applied, once, whatever it is; what is not certain waits for a person."""

from datetime import timedelta
from typing import Any

import anyio
import pytest

from cam.domain.model.arrival import ArrivalKind, MatchedBy
from cam.domain.model.attempt import AttemptState
from cam.domain.model.consequence import COMPANY_REPLIED, SOFT_BOUNCES, WAITS
from cam.domain.model.errors import NotConfigured, ProviderDenied, ProviderUnavailable
from cam.domain.model.lead import LeadStatus, NextAction
from cam.domain.model.token import TokenPurpose, plus_address, signed
from cam.domain.services.erasing import Erasing
from cam.domain.services.hearing import Hearing
from cam.testing.builders import an_attempt, an_id
from messages import NO, STOP, UNSURE, YES, a_bounce, a_complaint, a_reply, a_vacation

from .mailroom import Mailroom
from .scene import Scene


@pytest.fixture
def room(scene: Scene) -> Mailroom:
    """An empty mailbox."""
    return Mailroom(scene)


async def test_a_positive_reply_qualifies(room: Mailroom) -> None:
    """The points of it, with their reason; the sequence is over, and it is told."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_reply(lead, attempt, YES))
    heard = await room.heard()
    after = await room.read(lead.id)
    assert (after.status, after.next_action) == (LeadStatus.QUALIFIED, NextAction.NONE)
    assert after.score == pytest.approx(lead.score + 0.3)
    assert [line.name for line in after.score_lines][-1] == "positive_reply"
    assert heard.replies == {campaign.id: 1}
    (arrival,) = await room.arrivals()
    assert (arrival.matched_by, arrival.verdict, arrival.needs_review) == (
        MatchedBy.MESSAGE_ID,
        "positive",
        False,
    )
    assert arrival.effects == ("lead QUALIFIED",)
    assert await room.told() == ["lead.qualified", "email.replied"]


@pytest.mark.parametrize(
    ("text", "status", "suppressed", "events"),
    [
        (NO, LeadStatus.LOST, False, ["lead.lost", "email.replied"]),
        (STOP, LeadStatus.LOST, True, ["lead.lost", "lead.unsubscribed", "email.replied"]),
    ],
)
async def test_a_no_loses_and_an_unsubscribe_suppresses(
    room: Mailroom, text: str, status: LeadStatus, suppressed: bool, events: list[str]
) -> None:
    """By itself, for it is certain."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_reply(lead, attempt, text))
    await room.heard()
    assert (await room.read(lead.id)).status is status
    assert bool(await room.covered(lead.email)) is suppressed
    assert await room.told() == events


async def test_a_reply_of_which_nobody_is_sure_stops_and_waits(room: Mailroom) -> None:
    """No move; the sequence stands still at once, and what was queued is cancelled."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.attempt(lead, state=AttemptState.QUEUED)
    await room.inbox.put(a_reply(lead, attempt, UNSURE))
    heard = await room.heard()
    after = await room.read(lead.id)
    assert (after.status, after.closed_because) == (LeadStatus.CONTACTED, WAITS)
    assert await room.attempts(lead) == {0: AttemptState.SENT, 1: AttemptState.CANCELLED}
    assert (heard.needs_review, (await room.arrivals())[0].needs_review) == (1, True)
    assert await room.told() == ["email.replied"]


@pytest.mark.parametrize(
    ("text", "days"),
    [("I am out of office until further notice.", 7), ("Ticket 17 was opened.", 3)],
)
async def test_a_responder_postpones(room: Mailroom, text: str, days: int) -> None:
    """An absence by seven days, another responder by three; nothing else changes."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    subject = "Automatic reply" if days == 7 else "[Ticket 17] received"
    raw = a_reply(lead, attempt, text, Auto_Submitted="auto-replied", Subject=subject)
    await room.inbox.put(raw)
    await room.heard()
    after = await room.read(lead.id)
    assert lead.next_action_at is not None
    assert after.next_action_at == lead.next_action_at + timedelta(days=days)
    assert after.status is LeadStatus.CONTACTED
    assert not after.is_stopped
    assert await room.told() == ["email.auto_replied"]


@pytest.mark.parametrize(
    ("text", "suppressed", "because"), [(STOP, True, "unsubscribe reply"), (NO, False, WAITS)]
)
async def test_a_no_that_looks_like_a_responders_stops_and_waits(
    room: Mailroom, text: str, suppressed: bool, because: str
) -> None:
    """Systems mark what people write, too; who asks to be left alone is, at once."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_reply(lead, attempt, text, Auto_Submitted="auto-replied"))
    heard = await room.heard()
    after = await room.read(lead.id)
    assert (after.status, after.closed_because) == (LeadStatus.CONTACTED, because)
    assert bool(await room.covered(lead.email)) is suppressed
    assert heard.needs_review == 1


async def test_a_responders_unsubscribe_without_a_proof_suppresses_nobody(room: Mailroom) -> None:
    """Anybody can write it from that address."""
    campaign, _ = await room.campaign()
    lead, _ = await room.written(campaign)
    await room.inbox.put(a_reply(lead, None, STOP, Auto_Submitted="auto-replied"))
    await room.heard()
    assert (await room.read(lead.id)).closed_because == WAITS
    assert not await room.covered(lead.email)


async def test_a_queued_mail_waits_for_the_absence_to_end(room: Mailroom) -> None:
    """It was planned before the notice came."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    queued = await room.attempt(lead, state=AttemptState.QUEUED)
    await room.save(lead.awaiting(room.clock.now()))
    await room.inbox.put(a_vacation(lead, attempt))
    await room.heard()
    async with room.unit_of_work.reading() as repo:
        kept = (await repo.attempts.get([queued.id]))[queued.id]
    assert kept.next_try == room.clock.now() + timedelta(days=7)


async def test_a_hard_bounce_loses_and_suppresses(room: Mailroom) -> None:
    """At once, in every campaign; its words are kept as the reason."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_bounce(attempt))
    await room.heard()
    assert (await room.read(lead.id)).status is LeadStatus.LOST
    assert await room.covered(lead.email)
    (arrival,) = await room.arrivals()
    assert (arrival.verdict, arrival.matched_by) == ("hard", MatchedBy.MESSAGE_ID)
    assert await room.told() == ["lead.lost", "email.bounced"]


async def test_a_complaint_loses_and_suppresses(room: Mailroom) -> None:
    """At once."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_complaint(attempt))
    await room.heard()
    assert (await room.read(lead.id)).status is LeadStatus.LOST
    assert await room.covered(lead.email)
    assert await room.told() == ["lead.lost", "email.complained"]


async def test_soft_bounces_suppress_when_there_were_too_many(room: Mailroom) -> None:
    """Each is counted; at the campaign's limit the address is given up, without a move."""
    campaign, _ = await room.campaign(max_soft_bounces=2)
    lead, first = await room.written(campaign)
    second = await room.attempt(lead, state=AttemptState.SENT)
    full: dict[str, Any] = {"status": "4.2.2", "said": "452 4.2.2 mailbox full"}
    await room.inbox.put(a_bounce(first, **full))
    await room.heard()
    assert not (await room.read(lead.id)).is_stopped
    assert not await room.covered(lead.email)
    await room.inbox.put(a_bounce(second, **full, number=2))
    await room.heard()
    after = await room.read(lead.id)
    assert (after.status, after.closed_because) == (LeadStatus.CONTACTED, SOFT_BOUNCES)
    assert await room.covered(lead.email)


async def test_soft_bounces_count_once_a_mail_and_only_for_whom_they_name(room: Mailroom) -> None:
    """Two notices about one mail, one about a forward and one that anybody could have written are
    fewer than two mails that came back."""
    campaign, _ = await room.campaign(max_soft_bounces=2)
    lead, first = await room.written(campaign)
    second = await room.attempt(lead, state=AttemptState.SENT)
    full: dict[str, Any] = {"status": "4.2.2", "said": "452 4.2.2 mailbox full"}
    await room.inbox.put(
        a_bounce(second, **full, recipient="else@where.test", number=1),
        a_bounce(None, **full, recipient=lead.email, number=2),
        a_bounce(first, **full, number=3),
        a_bounce(first, **full, number=4),
    )
    await room.heard()
    assert not (await room.read(lead.id)).is_stopped
    assert not await room.covered(lead.email)
    verdicts = [each.verdict for each in await room.arrivals()]
    assert verdicts == ["soft_elsewhere", "soft", "soft", "soft"]


@pytest.mark.parametrize(
    ("bounce", "verdict", "events"),
    [
        ({"status": "4.4.1", "action": "delayed"}, "delayed", []),
        ({"status": "5.7.26", "said": "550 5.7.26 SPF fail"}, "ours", ["email.bounced"]),
    ],
)
async def test_a_bounce_that_says_nothing_of_the_address_moves_nobody(
    room: Mailroom, bounce: dict[str, Any], verdict: str, events: list[str]
) -> None:
    """A delay is nothing; our own fault is told of the mailbox."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign, mailbox="ann")
    await room.inbox.put(a_bounce(attempt, **bounce))
    heard = await room.heard()
    assert await room.read(lead.id) == lead
    assert not await room.covered(lead.email)
    assert (await room.arrivals())[0].verdict == verdict
    assert await room.told() == events
    assert (heard.held, heard.needs_review) == ("", verdict == "ours")
    assert await holds(room) == set()


async def holds(room: Mailroom) -> set[str]:
    """Who is left alone."""
    async with room.unit_of_work.reading() as repo:
        return set(await repo.holds.all())


SPF: dict[str, Any] = {"status": "5.7.26", "said": "550 5.7.26 SPF fail"}


async def test_the_mailbox_is_held_once_two_domains_say_that_it_is_at_fault(room: Mailroom) -> None:
    """One recipient can forge as many bounces as they like, and so can their colleagues."""
    campaign, _ = await room.campaign()
    emails = ("eve@evil.test", "bob@evil.test")
    pairs = [await room.written(campaign, mailbox="ann", email=email) for email in emails]
    for number, (_, attempt) in enumerate((*pairs, *pairs)):
        await room.inbox.put(a_bounce(attempt, **SPF, number=number))
    assert ((await room.heard()).held, await holds(room)) == ("", set())
    lead, attempt = await room.written(campaign, mailbox="ann")
    await room.inbox.put(a_bounce(attempt, **SPF))
    assert (await room.heard()).held
    assert await holds(room) == {"mailbox:ann"}
    assert await room.read(lead.id) == lead


async def test_old_bounces_hold_no_mailbox(room: Mailroom) -> None:
    """The first look goes back thirty days; what was wrong then may be mended long since."""
    campaign, _ = await room.campaign()
    for number in range(2):
        _, attempt = await room.written(campaign, mailbox="ann")
        await room.inbox.put(a_bounce(attempt, **SPF, number=number))
    room.clock.advance(timedelta(hours=13))
    heard = await room.heard()
    assert (heard.read, heard.held, heard.needs_review) == (2, "", 0)
    _, attempt = await room.written(campaign, mailbox="ann")
    await room.inbox.put(a_bounce(attempt, **SPF, number=2))
    await room.heard()
    assert await holds(room) == set()


async def test_a_forged_bounce_changes_nothing(room: Mailroom) -> None:
    """For somebody whom we did not mail, or that names a mail that is not ours: kept, unmatched."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    stranger = await room.lead(campaign)
    other = a_bounce(attempt, number=2).replace(attempt.message_id.encode(), b"forged@x.test")
    await room.inbox.put(a_bounce(None, recipient=stranger.email), other)
    heard = await room.heard()
    assert await room.read(lead.id) == lead
    assert await room.read(stranger.id) == stranger
    assert await room.covered(lead.email, stranger.email) == frozenset()
    assert (heard.unmatched, await room.told()) == (2, [])
    assert {each.lead_id for each in await room.arrivals()} == {None}


async def test_a_bounce_that_only_names_a_recipient_waits_for_a_person(room: Mailroom) -> None:
    """Anybody can write that; nothing is suppressed, and no further mail goes out meanwhile."""
    campaign, _ = await room.campaign()
    lead, _ = await room.written(campaign)
    await room.inbox.put(a_bounce(None, recipient=lead.email))
    await room.heard()
    after = await room.read(lead.id)
    assert (after.status, after.closed_because) == (LeadStatus.CONTACTED, WAITS)
    assert not await room.covered(lead.email)
    (arrival,) = await room.arrivals()
    assert (arrival.matched_by, arrival.needs_review) == (MatchedBy.RECIPIENT, True)


async def test_an_old_mail_is_matched_by_no_weak_sign(room: Mailroom) -> None:
    """After thirty days a bare recipient says nothing."""
    campaign, _ = await room.campaign()
    lead, _ = await room.written(campaign)
    room.clock.advance(timedelta(days=31))
    await room.inbox.put(a_bounce(None, recipient=lead.email), a_reply(lead, None, NO))
    assert (await room.heard()).unmatched == 2
    assert await room.read(lead.id) == lead


async def test_a_reply_whose_ids_were_rewritten_is_known_by_sender_and_subject(
    room: Mailroom,
) -> None:
    """Some relays do; the subject of the thread is a sign that moves a lead."""
    campaign, _ = await room.campaign()
    lead, _ = await room.written(campaign)
    subject = f"AW: Hello {lead.first_name}"
    await room.inbox.put(a_reply(lead, None, NO, In_Reply_To="<x@relay.test>", Subject=subject))
    await room.heard()
    assert (await room.read(lead.id)).status is LeadStatus.LOST
    assert (await room.arrivals())[0].matched_by is MatchedBy.SENDER_AND_SUBJECT


async def test_a_bare_sender_moves_nobody(room: Mailroom) -> None:
    """Who writes from that address about something else stops the sequence, and waits."""
    campaign, _ = await room.campaign()
    lead, _ = await room.written(campaign)
    await room.inbox.put(a_reply(lead, None, STOP, Subject="Something else"))
    await room.heard()
    after = await room.read(lead.id)
    assert (after.status, after.closed_because) == (LeadStatus.CONTACTED, WAITS)
    assert not await room.covered(lead.email)
    assert (await room.arrivals())[0].matched_by is MatchedBy.SENDER


async def test_a_token_in_the_address_names_the_mail(room: Mailroom) -> None:
    """A colleague answers from another address, without a reference."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    async with room.unit_of_work.reading() as repo:
        key = await repo.deployment.signing_key()
    to = plus_address("ada@agency.test", signed(key, TokenPurpose.REPLY, attempt.id))
    raw = a_reply(lead, None, NO, To=to, From="bob@elsewhere.test", Subject="Hi")
    forged = to.replace("+", "+x"[:1]).replace(to[5:9], "aaaa")
    await room.inbox.put(
        a_reply(lead, None, STOP, number=2, To=forged, From="eve@evil.test", Subject="Hi"), raw
    )
    heard = await room.heard()
    assert (await room.read(lead.id)).status is LeadStatus.LOST
    assert (heard.unmatched, (await room.arrivals())[-1].matched_by) == (1, MatchedBy.TOKEN)


async def test_the_way_out_of_a_mail_ends_it_whoever_sends_it(room: Mailroom) -> None:
    """Mail programs send it by themselves; the token is enough."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    async with room.unit_of_work.reading() as repo:
        key = await repo.deployment.signing_key()
    token = signed(key, TokenPurpose.UNSUBSCRIBE, attempt.id)
    await room.inbox.put(a_reply(lead, None, "", Subject=f"unsubscribe {token}", From="a@b.test"))
    await room.heard()
    assert (await room.read(lead.id)).status is LeadStatus.LOST
    assert await room.covered(lead.email)


async def test_what_comes_back_proves_that_an_unknown_mail_went_out(room: Mailroom) -> None:
    """The attempt is sent, by that evidence; then what came back moves the lead."""
    campaign, _ = await room.campaign()
    lead = await room.lead(campaign)
    attempt = await room.attempt(lead, state=AttemptState.UNKNOWN)
    await room.save(lead.awaiting(room.clock.now()))
    await room.inbox.put(a_bounce(attempt))
    await room.heard()
    async with room.unit_of_work.reading() as repo:
        kept = (await repo.attempts.get([attempt.id]))[attempt.id]
    assert kept.state is AttemptState.SENT
    assert kept.evidence.startswith("bounce ")
    after = await room.read(lead.id)
    assert (after.status, after.first_contacted_at) == (LeadStatus.LOST, room.clock.now())


async def test_a_company_is_left_alone_once_somebody_there_replied(room: Mailroom) -> None:
    """By the campaign's policy; who has another employer, or a free address, is not meant."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign, domain="acme.test", email="ann@acme.test")
    colleague = await room.lead(campaign, domain="acme.test", email="bob@acme.test")
    other = await room.lead(campaign)
    await room.attempt(colleague, state=AttemptState.QUEUED)
    await room.inbox.put(a_reply(lead, attempt, NO))
    await room.heard()
    assert (await room.read(colleague.id)).closed_because == COMPANY_REPLIED
    assert await room.attempts(colleague) == {0: AttemptState.CANCELLED}
    assert not (await room.read(other.id)).is_stopped


@pytest.mark.parametrize(
    ("policy", "domain"), [({"stop_company_on_reply": False}, "acme.test"), ({}, "gmail.com")]
)
async def test_a_company_goes_on_where_the_policy_or_the_domain_says_so(
    room: Mailroom, policy: dict[str, bool], domain: str
) -> None:
    """Free mail is no company."""
    campaign, _ = await room.campaign(**policy)
    lead, attempt = await room.written(campaign, domain=domain, email=f"ann@{domain}")
    colleague = await room.lead(campaign, domain=domain, email=f"bob@{domain}")
    await room.inbox.put(a_reply(lead, attempt, NO))
    await room.heard()
    assert not (await room.read(colleague.id)).is_stopped


async def test_a_message_is_applied_once(room: Mailroom) -> None:
    """Read again after the server forgot its numbers, or found in two folders."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    raw = a_vacation(lead, attempt)
    await room.inbox.put(raw)
    await room.inbox.put(raw, folder="Junk")
    assert (await room.heard()).read == 1
    once = await room.read(lead.id)
    await room.inbox.renumber()
    assert (await room.heard()).read == 0
    assert await room.read(lead.id) == once
    assert len(room.inbox.fetched) == 3


async def test_a_message_that_cannot_be_parsed_stops_nobody(room: Mailroom) -> None:
    """It is kept with its reason, for a person; the others are applied."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(b"", a_reply(lead, attempt, NO))
    heard = await room.heard()
    assert (await room.read(lead.id)).status is LeadStatus.LOST
    kept = [each for each in await room.arrivals() if each.kind is ArrivalKind.UNREADABLE]
    assert [each.needs_review for each in kept] == [True]
    assert kept[0].reasons
    assert heard.by_kind == {"unreadable": 1, "reply": 1}


async def test_a_parser_that_breaks_stops_nobody(room: Mailroom) -> None:
    """Whatever it raises."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    honest = room.parse

    def breaks(raw: bytes) -> object:
        if b"boom" in raw:
            raise RecursionError("boom")
        return honest(raw)

    room.parse = breaks  # type: ignore[assignment]
    await room.inbox.put(b"Subject: boom\n\nboom", a_reply(lead, attempt, NO))
    await room.heard()
    assert (await room.read(lead.id)).status is LeadStatus.LOST


async def test_private_mail_in_the_mailbox_is_not_kept(room: Mailroom) -> None:
    """Of what is about no mail of ours nothing stays but that it was seen."""
    campaign, _ = await room.campaign()
    stranger = await room.lead(campaign)
    await room.inbox.put(a_reply(stranger, None, "How is the family?"))
    await room.heard()
    (arrival,) = await room.arrivals()
    assert (arrival.sender, arrival.subject, arrival.text) == ("", "", "")
    assert arrival.matched_by is MatchedBy.NOTHING
    assert await room.told() == []


@pytest.mark.parametrize("sender", ["ada@agency.test", "Ada <Ada+news@agency.test>"])
async def test_what_we_wrote_ourselves_answers_nobody(room: Mailroom, sender: str) -> None:
    """A copy of the operator's own answer to a lead names our mail, too, and may say yes."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_reply(lead, attempt, YES, From=sender))
    assert (await room.heard()).unmatched == 1
    assert await room.read(lead.id) == lead


async def test_a_bounded_number_is_read_and_the_rest_the_next_time(room: Mailroom) -> None:
    """Both folders together."""
    campaign, _ = await room.campaign()
    lead, _ = await room.written(campaign)
    await room.inbox.put(*(a_reply(lead, None, "x", number=n, From="a@b.test") for n in range(3)))
    await room.inbox.put(a_reply(lead, None, "x", number=9, From="a@b.test"), folder="Junk")
    numbers = []
    for _ in range(3):
        heard = await room.hearing(most=2).hear(an_id())
        numbers.append((heard.read, heard.left))
    assert numbers == [(2, 2), (2, 0), (0, 0)]


async def test_a_backlog_is_read_to_its_end_though_the_numbers_change(room: Mailroom) -> None:
    """What was left is not older than the mark says, even when it came weeks ago."""
    campaign, _ = await room.campaign()
    pairs = [await room.written(campaign) for _ in range(5)]
    raws = [a_reply(*pair, NO) for pair in pairs]
    await room.inbox.put(*raws)
    room.clock.advance(timedelta(days=20))
    assert (await room.hearing(most=2).hear(an_id())).left == 3
    await room.inbox.renumber()
    for left in (1, 0):
        assert (await room.hearing(most=4).hear(an_id())).left == left
    async with room.unit_of_work.reading() as repo:
        mark = await repo.arrivals.mark(room.inbox.name, "INBOX")
    assert mark is not None
    assert mark.read_at == room.clock.now()
    for lead, _ in pairs:
        assert (await room.read(lead.id)).status is LeadStatus.LOST


async def test_a_message_that_the_server_gives_to_nobody_stops_no_other(room: Mailroom) -> None:
    """A damaged one is kept as unreadable, for a person, and not asked for again."""
    campaign, _ = await room.campaign()
    pairs = [await room.written(campaign) for _ in range(12)]
    await room.inbox.put(*(a_reply(*pair, NO) for pair in pairs))
    room.inbox.refused = {3}
    seen = await room.hearing().preview()
    heard = await room.heard()
    assert seen.by_kind == heard.by_kind == {"reply": 11, "unreadable": 1}
    assert (heard.trouble, heard.needs_review) == ([], 1)
    lost = [(await room.read(lead.id)).status is LeadStatus.LOST for lead, _ in pairs]
    assert lost == [number != 3 for number in range(1, 13)]
    assert (await room.heard()).read == 0


async def test_a_server_that_gives_no_message_at_all_loses_none(room: Mailroom) -> None:
    """That is its own trouble: it is told of, and all are read when it is over."""
    campaign, _ = await room.campaign()
    pairs = [await room.written(campaign) for _ in range(2)]
    await room.inbox.put(*(a_reply(*pair, NO) for pair in pairs))
    room.inbox.refused = {1, 2}
    heard = await room.heard()
    assert (heard.read, len(heard.trouble)) == (0, 1)
    room.inbox.refused = set()
    assert (await room.heard()).by_kind == {"reply": 2}


async def test_a_mailbox_that_is_dead_is_told_of(room: Mailroom) -> None:
    """Nothing is raised, nothing moves; the next time it is read."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_reply(lead, attempt, NO))
    room.inbox.trouble = ProviderDenied("imap", "wrong password")
    heard = await room.heard()
    assert isinstance(heard.error, ProviderDenied)
    assert await room.read(lead.id) == lead
    room.inbox.trouble = None
    assert (await room.heard()).read == 1


async def test_a_connection_that_is_cut_in_the_middle_loses_nothing(room: Mailroom) -> None:
    """What was applied stays applied; the rest is read the next time, and nothing twice."""
    campaign, _ = await room.campaign()
    pairs = [await room.written(campaign) for _ in range(12)]
    await room.inbox.put(*(a_vacation(*pair) for pair in pairs))
    fetches = []

    def cut() -> None:
        fetches.append(1)
        if len(fetches) == 2:
            raise ProviderUnavailable("imap", "reset")

    room.inbox.on_fetch = cut
    first = await room.heard()
    second = await room.heard()
    assert (first.read, second.read) == (10, 2)
    assert isinstance(first.error, ProviderUnavailable)
    for lead, _ in pairs:
        after = await room.read(lead.id)
        assert lead.next_action_at is not None
        assert after.next_action_at == lead.next_action_at + timedelta(days=7)


async def test_a_missing_folder_is_told_of_and_the_other_is_read(room: Mailroom) -> None:
    """It vanished between the list and the look."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_reply(lead, attempt, NO))
    room.inbox.on_fetch = lambda: room.inbox.there.pop("Junk", {}).clear()
    heard = await room.heard()
    assert heard.trouble == ["Junk: cannot be opened: it is not there"]
    assert (heard.read, heard.error) == (1, None)


async def test_cycles_of_one_run_read_the_mailbox_once(room: Mailroom) -> None:
    """Whoever asks under the same id, at once or later, is told of the same reading."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_reply(lead, attempt, NO))
    hearing, run = room.hearing(), an_id()
    told = []

    async def ask() -> None:
        told.append(await hearing.hear(run))

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(ask)
    assert room.inbox.opened_times == 1
    assert [each.replies[campaign.id] for each in told] == [1] * 5
    await hearing.hear(an_id())
    assert room.inbox.opened_times == 2


async def test_two_processes_that_read_at_once_apply_each_message_once(room: Mailroom) -> None:
    """One moves the mark, the other goes on from there."""
    campaign, _ = await room.campaign()
    pairs = [await room.written(campaign) for _ in range(15)]
    await room.inbox.put(*(a_vacation(*pair) for pair in pairs))
    counts = []

    async def read(hearing: Hearing) -> None:
        counts.append((await hearing.hear(an_id())).read)

    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(read, room.hearing())
    assert sum(counts) == 15
    for lead, _ in pairs:
        after = await room.read(lead.id)
        assert lead.next_action_at is not None
        assert after.next_action_at == lead.next_action_at + timedelta(days=7)


async def test_a_look_changes_nothing(room: Mailroom) -> None:
    """It tells how each would be judged; the next reading finds all of them."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_reply(lead, attempt, YES), b"")
    seen = await room.hearing().preview()
    assert [each.verdict for each in seen.arrivals] == ["positive", ""]
    assert await room.read(lead.id) == lead
    assert (await room.arrivals(), await room.told()) == ([], [])
    assert (await room.heard()).read == 2


async def test_told_to_stop_it_stops_between_two_messages(room: Mailroom) -> None:
    """The rest is read the next time."""
    campaign, _ = await room.campaign()
    lead, _ = await room.written(campaign)
    await room.inbox.put(*(a_reply(lead, None, "x", number=n, From="a@b.test") for n in range(4)))
    stop = anyio.Event()
    room.inbox.on_fetch = stop.set
    heard = await room.hearing().hear(an_id(), stop)
    assert (heard.read, heard.left) == (0, 4)
    assert (await room.heard()).read == 4


async def test_without_a_mailbox_it_says_how(room: Mailroom) -> None:
    """The setting is named."""
    hearing = room.hearing()
    hearing._inbox = None
    with pytest.raises(NotConfigured, match="IMAP_HOST"):
        await hearing.hear(an_id())


async def test_of_an_erased_person_nothing_is_kept(room: Mailroom) -> None:
    """Neither what they wrote before the erasure, nor what they write after it."""
    campaign, _ = await room.campaign()
    lead, attempt = await room.written(campaign)
    await room.inbox.put(a_reply(lead, attempt, "My own words. " + UNSURE))
    await room.heard()
    await Erasing(room.unit_of_work).address(lead.email, "asked")
    await room.inbox.put(a_reply(lead, attempt, "More of my words. " + UNSURE, number=2))
    await room.heard()
    arrivals = await room.arrivals()
    assert len(arrivals) == 2
    for each in arrivals:
        assert (each.sender, each.subject, each.text, each.needs_review) == ("", "", "", False)
    assert not any(lead.email in str(each) for each in arrivals)


async def test_a_bounce_about_no_mail_of_ours_brings_no_erased_address_back(
    room: Mailroom,
) -> None:
    """Of it and of a complaint only the kind, the verdict and the rule are kept."""
    campaign, _ = await room.campaign()
    lead, _ = await room.written(campaign)
    await Erasing(room.unit_of_work).address(lead.email, "asked")
    said = f"550 5.1.1 <{lead.email}> user unknown"
    late = an_attempt(lead, message_id="long.gone@agency.test")
    words = f"{lead.email} is not known here.".encode()
    for raw in (a_bounce(None, recipient=lead.email, said=said), a_complaint(late)):
        await room.inbox.put(raw.replace(b"This is a report.", words))
    assert (await room.heard()).unmatched == 2
    bounce, complaint = await room.arrivals()
    assert (bounce.kind, bounce.verdict) == (ArrivalKind.BOUNCE, "hard")
    assert complaint.kind is ArrivalKind.COMPLAINT
    assert len(bounce.reasons) == 2
    assert lead.email not in f"{bounce}{complaint}"


async def test_why_a_mailbox_is_held_names_nobody(room: Mailroom) -> None:
    """Of the server's words no address is kept with the hold, nor announced."""
    campaign, _ = await room.campaign()
    for number in (1, 2):
        lead, attempt = await room.written(campaign, mailbox="ann")
        said = f"550 5.7.26 <{lead.email}> SPF fail"
        await room.inbox.put(a_bounce(attempt, status="5.7.26", said=said, number=number))
    await room.heard()
    async with room.unit_of_work.reading() as repo:
        hold = (await repo.holds.all())["mailbox:ann"]
    assert "5.7.26" in hold.reason
    assert "@" not in hold.reason
