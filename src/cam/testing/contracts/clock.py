"""What every clock promises. Subclass ClockContract and bring `clock`."""

from datetime import timedelta

from cam.ports.clock import Clock


class ClockContract:
    """Every promise of `ports.clock`."""

    async def test_the_moment_is_utc_and_never_goes_back(self, clock: Clock) -> None:
        """Moments of one process can be compared."""
        moments = [clock.now() for _ in range(100)]
        assert all(moment.utcoffset() == timedelta(0) for moment in moments)
        assert moments == sorted(moments)

    async def test_a_sleep_takes_as_long_as_was_asked(self, clock: Clock) -> None:
        """By this clock's own time."""
        before = clock.now()
        await clock.sleep(0.01)
        assert clock.now() - before >= timedelta(seconds=0.009)

    async def test_ids_are_version_7_unique_and_sort_by_their_making(self, clock: Clock) -> None:
        """RFC 9562 5.7; also within one millisecond."""
        ids = [clock.new_id() for _ in range(10_000)]
        assert {(each.version, each.variant) for each in ids} == {(7, "specified in RFC 4122")}
        assert len(set(ids)) == len(ids)
        assert ids == sorted(ids)

    async def test_an_id_tells_when_it_was_made(self, clock: Clock) -> None:
        """Its first 48 bits are milliseconds since 1970."""
        made = clock.new_id().int >> 80
        assert abs(made - clock.now().timestamp() * 1000) < 5000
