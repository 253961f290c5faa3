using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// Two members of a gateway do not hear each other, and both let traffic pass. AvailabilityFirst
/// gives up then that no sequence number is sent twice; SafetyFirst does not.
/// </summary>
public sealed class DividedMembers
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(45);

    private static FaultPlan Unheard => PlayedWorlds.Of(
        (30, new Fault.SyncCut(Long)),
        (30, new Fault.Lose(new()
        {
            Kind = MessageKind.Hsrp,
            Count = 1_000,
            For = Long,
        })));

    [Fact]
    public void Numbers_of_two_are_excused_where_availability_comes_first()
    {
        var run = Play(SoloPolicy.AvailabilityFirst);
        Assert.True(run.Measures.SequenceNumbersOfTwo > 0);
        Assert.Equal("", PlayedWorlds.Broken(run));
    }

    [Fact]
    public void Numbers_of_two_are_seen_where_safety_comes_first() =>
        Assert.Contains("I1b", PlayedWorlds.Broken(Play(SoloPolicy.SafetyFirst)));

    /// <summary>Whatever they promise, members go on alone.</summary>
    private static RunResult Play(SoloPolicy solo)
    {
        var pair = PlayedWorlds.Pair;
        return PlayedWorlds.Play(
            pair with
            {
                Policy = pair.Policy with { Solo = solo },
                Duration = TimeSpan.FromSeconds(120),
                HealAt = TimeSpan.FromSeconds(80),
            },
            Unheard,
            options: new() { Machines = new() { Replication = GoesOn } });
    }

    private static Next<State, Output> GoesOn(
        Config config, State state, Instant now, Input input) => Step(
        Config.Create(config.Settings with { Solo = SoloPolicy.AvailabilityFirst }),
        state, now, input);
}
