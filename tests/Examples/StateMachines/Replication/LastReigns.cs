using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;
using Standing = Holdfast.StateMachines.Replication.SaReplication.Standing;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>Reigns are counted in 32 bits, and what a tick does is told by its own reason.
/// </summary>
public sealed class LastReigns
{
    [Theory]
    [InlineData(uint.MaxValue - 1, true)]
    [InlineData(uint.MaxValue, false)]
    public void The_last_reign_of_all_is_reigned_and_none_behind_it(uint reign, bool isLeft)
    {
        var (config, state) = Standby(reign);
        var silent = SilentAt(config, state);
        Assert.Equal(
            isLeft ? silent : StaleAt(config, state), SaReplication.Deadline(config, state));
        var next = SaReplication.Step(config, state, silent, new Input.Tick());
        Assert.Equal(
            isLeft ? "has the authority, and nobody reigns" : "no reign is left",
            next.Reason.Rule);
        Assert.Equal(
            isLeft ? [new Output.PersistEpoch(new(uint.MaxValue, 2))] : [],
            next.Outputs.AsEnumerable());
        Assert.Equal(isLeft, next.State.Role is Role.Promoting);
    }

    /// <summary>What time alone does is told as that only where nothing else is done.</summary>
    [Fact]
    public void A_tick_that_ends_a_standing_and_begins_a_reign_is_told_as_the_reign()
    {
        var (config, state) = Standby(7);
        var stale = StaleAt(config, state);
        Assert.True(stale > SilentAt(config, state));
        Assert.Equal(
            "has the authority, and nobody reigns",
            SaReplication.Step(config, state, stale, new Input.Tick()).Reason.Rule);
        var without = SaReplication.Step(
            config, state with { HasAuthority = false }, stale, new Input.Tick());
        Assert.Equal("time is up", without.Reason.Rule);
        Assert.Equal([new Output.Stands(StandingKind.Stale)], without.Outputs.AsEnumerable());
        Assert.Equal(
            "nothing is due",
            SaReplication.Step(
                config, without.State, stale, new Input.Tick()).Reason.Rule);
    }

    private static (SaReplication.Config Config, SaReplication.State State) Standby(uint reign)
    {
        var pair = MemberPair.Reigning();
        return (
            SaReplication.Config.Create(pair.Config.Settings with { Member = 2 }),
            pair[1] with
            {
                HasAuthority = true,
                Seen = pair[1].Seen with { Epoch = new(reign, 1) },
            });
    }

    private static Holdfast.StateMachines.Instant SilentAt(
        SaReplication.Config config, SaReplication.State state) =>
        Assert.IsType<Role.Standby>(state.Role).HeardAt + config.Settings.SilentAfter;

    private static Holdfast.StateMachines.Instant StaleAt(
        SaReplication.Config config, SaReplication.State state) =>
        Assert.IsType<Standing.Synced>(
            Assert.IsType<Role.Standby>(state.Role).Standing).From + config.Settings.SyncedFor;
}
