"""An attempt's life."""

import pytest

from cam.domain.model.attempt import ATTEMPT_MOVES, TERMINAL, AttemptState

S = AttemptState


def test_what_may_be_out_is_never_claimed_again_by_itself() -> None:
    """CLAIMED is entered from QUEUED only, AUTHORIZED from CLAIMED only."""
    into = {end: {start for start, to in ATTEMPT_MOVES if to is end} for end in S}
    assert into[S.CLAIMED] == {S.QUEUED}
    assert into[S.AUTHORIZED] == {S.CLAIMED}
    assert into[S.UNKNOWN] == {S.AUTHORIZED}
    assert into[S.QUEUED] == {S.CLAIMED, S.AUTHORIZED, S.UNKNOWN}


@pytest.mark.parametrize("state", [S.SENT, S.UNKNOWN, S.UNKNOWN_FINAL])
def test_only_what_was_authorized_can_have_gone_out(state: AttemptState) -> None:
    """No way leads there from QUEUED or CLAIMED."""
    starts = {start for start, end in ATTEMPT_MOVES if end is state}
    assert starts <= {S.AUTHORIZED, S.UNKNOWN}


@pytest.mark.parametrize("state", [S.CANCELLED, S.FAILED])
def test_what_was_authorized_is_neither_cancelled_nor_failed(state: AttemptState) -> None:
    """Its body may be on its way."""
    starts = {start for start, end in ATTEMPT_MOVES if end is state}
    assert starts <= {S.QUEUED, S.CLAIMED}


def test_an_unknown_attempt_is_settled_by_evidence_either_way() -> None:
    """Sent, definitely refused, definitely absent, or given up on."""
    ends = {end for start, end in ATTEMPT_MOVES if start is S.UNKNOWN}
    assert ends == {S.SENT, S.REJECTED, S.QUEUED, S.UNKNOWN_FINAL}


def test_an_ended_attempt_never_moves() -> None:
    """And each state can be reached."""
    ended = {S.SENT, S.REJECTED, S.UNKNOWN_FINAL, S.CANCELLED, S.FAILED}
    assert ended == TERMINAL
    assert {end for _, end in ATTEMPT_MOVES} == set(S)
    assert all(start is not end for start, end in ATTEMPT_MOVES)
