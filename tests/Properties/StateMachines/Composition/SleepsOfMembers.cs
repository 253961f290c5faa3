using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;
using Segment = Holdfast.Tests.Properties.StateMachines.Composition.ClusterWorld.Segment;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// Members that are suspended, one alone or both, with their sync channel and without it, and go on
/// with the timers that they had (docs/adr/0062). Each step is looked at
/// (<see cref="ClusterGhost"/>).
/// </summary>
public sealed class SleepsOfMembers
{
    private const int Runs = 300;

    /// <summary>One sleep.</summary>
    /// <param name="Member">Who sleeps; null: both.</param>
    /// <param name="After">How long everybody was awake before.</param>
    /// <param name="For">For how long.</param>
    /// <param name="IsCut">Whether the sync channel is cut meanwhile.</param>
    /// <param name="MendedAfter">How long after it wakes it is mended.</param>
    /// <param name="Hears">Whether it hears what was said to it meanwhile.</param>
    private sealed record Sleep(
        int? Member, TimeSpan After, TimeSpan For, bool IsCut, TimeSpan MendedAfter, bool Hears);

    [Fact]
    public void After_sleeps_one_member_carries_the_traffic_and_the_other_one_is_synced() =>
        ForAll.Cases(Runs, Draw, sleeps => TwoMembers.IsWhole(Play(sleeps)));

    [Fact]
    public void Who_reigns_and_is_awake_yields_to_nobody_who_does_not_know_all()
    {
        var yielded = 0;
        ForAll.Cases(Runs, Draw, sleeps => Play(sleeps, (world, host, why) =>
        {
            if (why != SaReplication.StopReason.Slept)
            {
                yielded++;
                var other = world[host == world[0] ? 1 : 0]!;
                Assert.True(
                    other.State.FirstHop.Front.IsSynced,
                    $"yields at {world.Now}, {why}, to {ClusterMember.PhaseOf(other.State)}");
            }
        }));
        Assert.True(yielded > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_slept_beside_all_others_goes_on_where_it_was(bool isMoon) =>
        ForAll.Cases(Runs / 3, choices => Time(choices, 250), time =>
        {
            var world = Begin(isMoon);
            var serves = isMoon ? 1 : 0;
            var epoch = world.StoredBy(world[serves]!);
            world.Sleep(time.TotalSeconds);
            world.Run(0.5);
            Assert.True(world[serves]!.IsOpen);
            Assert.Equal(epoch, world.StoredBy(world[serves]!));
        });

    [Fact]
    public void Who_is_alone_has_its_addresses_again_within_three_hold_times() =>
        ForAll.Cases(Runs / 3, choices => Time(choices, 250), time =>
        {
            var world = Begin(hasMoonAlone: true);
            world.Sleep(time.TotalSeconds);
            world.Run((3 * ClusterSettings.Hold.TotalSeconds) + 1);
            Assert.True(world[1]!.IsOpen);
            Assert.Single(world[1]!.Routes);
        });

    private static ClusterWorld Begin(bool isMoon = false, bool hasMoonAlone = false)
    {
        var world = new ClusterWorld();
        _ = new ClusterGhost(world);
        world.Start(0).Start(1);
        world.Run(20);
        world.Establish(0);
        world.Run(1);
        if (hasMoonAlone)
        {
            world.Crash(0);
        }
        else if (isMoon)
        {
            world.Do(0, new Input.AtLinks(new LinkSelection.Input.Carrier(0, Works: false)));
        }

        world.Run(10);
        Assert.Equal(isMoon || hasMoonAlone, world[1]!.IsOpen);
        return world;
    }

    private static ClusterWorld Play(
        Sleep[] sleeps,
        Action<ClusterWorld, ClusterWorld.Host, SaReplication.StopReason>? onStop = null)
    {
        var world = Begin();
        world.OnOutput += (host, output) =>
        {
            if (output is Output.OfReplication(SaReplication.Output.Stop(var why)))
            {
                onStop?.Invoke(world, host, why);
            }
        };
        foreach (var sleep in sleeps)
        {
            world.Run(sleep.After.TotalSeconds);
            if (sleep.IsCut)
            {
                world.Cuts.Add(Segment.Sync);
            }

            int[] who = sleep.Member is { } one ? [one] : [0, 1];
            Array.ForEach(who, world.FallAsleep);
            world.Run(sleep.For.TotalSeconds);
            Array.ForEach(who, member => world.Wake(member, sleep.Hears));
            world.Run(sleep.MendedAfter.TotalSeconds);
            if (world.Cuts.Remove(Segment.Sync))
            {
                world.Connect();
            }
        }

        world.Run(60);
        return world;
    }

    private static Sleep[] Draw(Choices choices) =>
    [
        .. Enumerable.Range(0, choices.Below(3) + 1).Select(_ => new Sleep(
            choices.Below(3) switch { 0 => 0, 1 => 1, _ => null },
            Time(choices, 150), Time(choices, 250), choices.Chance(50), Time(choices, 30),
            choices.Chance(50))),
    ];

    private static TimeSpan Time(Choices choices, int tenths) =>
        TimeSpan.FromSeconds(choices.Below(tenths) / 10.0);
}
