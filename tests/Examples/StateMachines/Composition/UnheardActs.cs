using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>What another member did unheard, and whoever goes on hears of later or never
/// (docs/adr/0055).</summary>
public sealed class UnheardActs
{
    private const string Moon = "moon: ";

    [Fact]
    [Requirement("RFC6311-5.1-a")]
    public void Whose_request_is_passed_over_by_a_synchronisation_is_told_so()
    {
        var world = Running();
        world.CarolLives = false;
        world.Do(0, new Input.AtMessageIds(ClusterWorld.Carol, new MessageIds.Input.Wanted()));
        world.Run(0.1);
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Run(6);
        world.CarolLives = true;
        world.ReadLog();
        world.Crash(0);
        world.Run(10);

        string[] log = [.. world.ReadLog().Split('\n').Where(line => line.StartsWith(
            Moon, StringComparison.Ordinal))];
        Assert.Contains($"{Moon}reigns in 10.2, Stale", log);
        Assert.Single(log, $"{Moon}Drop");
        Assert.InRange(
            Array.IndexOf(log, $"{Moon}Drop"), 0,
            Array.FindIndex(log, line => line.StartsWith(
                $"{Moon}asks carol for IDs", StringComparison.Ordinal)));
    }

    [Fact]
    public void So_it_is_where_both_halves_of_a_split_have_used_the_IKE_SA()
    {
        var world = Running();
        Part(world);
        world.Run(8);
        world.CarolLives = false;
        foreach (var member in (int[])[0, 1])
        {
            world.Do(
                member, new Input.AtMessageIds(ClusterWorld.Carol, new MessageIds.Input.Wanted()));
        }

        world.Run(0.1);
        world.ReadLog();
        world.Cuts.Clear();
        world.Connect();
        world.Run(3);

        Assert.Single(world.ReadLog().Split('\n'), $"{Moon}Drop");
    }

    [Fact]
    public void Whoever_hears_of_a_higher_reign_that_is_over_reigns_beyond_it_in_its_place()
    {
        var world = Running();
        Part(world);
        world.Run(8);
        Assert.True(world[1]!.Reigns);
        world.Crash(1);
        world.Cuts.Clear();
        world.ReadLog();
        world.Start(1);
        world.Run(1);

        Assert.Equal(
            """
            moon: Reroute
            moon: Regained
            alice: no traffic
            alice: stops, HigherEpoch
            alice: withdraws 10.9.0.0/24
            moon: CloseDoors
            alice: reigns in 11.1, Stale
            alice: adds 10.9.0.0/24
            alice: traffic
            """,
            string.Join('\n', world.ReadLog().Split('\n').Take(9)),
            ignoreLineEndingDifferences: true);
        Assert.Equal(2, world[0]!.Addresses.Count);
    }

    private static void Part(ClusterWorld world) => world.Cuts.UnionWith(
    [
        ClusterWorld.Segment.Front, ClusterWorld.Segment.Back, ClusterWorld.Segment.Sync,
    ]);

    private static ClusterWorld Running()
    {
        var world = new ClusterWorld().Start(0).Start(1);
        world.Run(20);
        world.Establish(0);
        world.Run(1);
        world.ReadLog();
        return world;
    }
}
