using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines;

/// <summary>Figures of replication: bounds, lag, and settings that are refused.</summary>
public sealed class ReplicationFigures
{
    private static readonly SaReplication.Settings Usual = new();

    [Fact]
    public void Solo_waits_for_the_slowest_clock_beside_the_fastest()
    {
        // 10 s at 1 %: 10 × 1.01 ÷ 0.99 is 102,020,202.02 ticks, rounded up, and a tick.
        Assert.Equal(
            TimeSpan.FromTicks(102_020_204),
            SaReplication.Config.SoloAfterOf(TimeSpan.FromSeconds(10), 10_000));
        Assert.Equal(
            TimeSpan.FromTicks(100_000_001),
            SaReplication.Config.SoloAfterOf(TimeSpan.FromSeconds(10), 0));
    }

    [Fact]
    public void A_standby_that_is_stale_before_a_death_is_seen_is_a_wrong_configuration()
    {
        var settings = Usual with { SyncedFor = TimeSpan.FromSeconds(3) };
        Assert.False(SaReplication.Config.TryCreate(settings, out _, out var error));
        Assert.Equal(
            "SyncedFor is 3 s: it must be at least 10350.0001 ms; "
            + "raise SyncedFor to 10350.0001 ms",
            error.ToString());
        Assert.False(SaReplication.Config.TryCreate(
            Usual with { Members = [2, 3] }, out _, out error));
        Assert.Equal("Members", error.Name);
    }

    [Theory]
    [InlineData(ReplayPolicy.Strict, 1_048_576, 0, 50_000, false)]
    [InlineData(ReplayPolicy.Bounded, 1_048_576, 64, 50_000, false)]
    [InlineData(ReplayPolicy.PeerSync, 1_048_576, 0, 0, true)]
    [InlineData(ReplayPolicy.RekeyFirst, 1_048_576, 0, 0, true)]
    public void Each_policy_declares_what_a_synced_takeover_costs(
        ReplayPolicy policy, ulong skipped, ulong twice, ulong lost, bool waits) =>
        Assert.Equal(
            new TakeoverBounds(skipped, twice, lost, waits),
            TakeoverBounds.Of(Usual with { Replay = policy }, TimeSpan.Zero, isSynced: true));

    [Fact]
    public void A_stale_takeover_skips_what_the_rate_allows_in_its_age()
    {
        // 1,000,000 packets/s × (10 s + 12 s) × 1.001, one more, and a lease.
        var bounds = TakeoverBounds.Of(Usual, TimeSpan.FromSeconds(10), isSynced: false);
        Assert.Equal(22_022_001UL + (2 * 1_048_576UL), bounds.SequenceSkipped);
        Assert.Equal(0UL, bounds.AcceptedTwice);
    }

    [Fact]
    public void A_standby_has_no_lag_to_show()
    {
        var config = SaReplication.Config.Create(Usual);
        var state = SaReplication.Initial(config, Instant.Zero);
        Assert.Empty(ReplicationLag.Of(config, state, Instant.Zero));

        state = SaReplication.Step(
            config, state, Instant.Zero, new SaReplication.Input.Authority(true)).State;
        state = SaReplication.Step(
            config, state, Instant.Zero, new SaReplication.Input.Persisted(state.Seen.Epoch)).State;
        state = SaReplication.Step(
            config, state, Instant.Zero + config.Settings.GatherFor,
            new SaReplication.Input.Tick()).State;
        var lag = Assert.Single(ReplicationLag.Of(
            config, state, Instant.Zero + config.Settings.GatherFor));
        Assert.Equal(new ReplicationLag(2, false, 1, TimeSpan.Zero, null), lag);
    }
}
