using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;
using Segment = Holdfast.Tests.Properties.StateMachines.Composition.ClusterWorld.Segment;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// I6 over reigns: message IDs that a takeover could not be sure of stay in doubt until a
/// synchronisation has ended, RFC 6311 §5.1, whoever reigns by then and whatever it knows.
/// </summary>
public sealed class DoubtsOutliveReigns
{
    [Fact]
    public void A_reign_that_is_proved_anew_synchronises_what_had_not_ended()
    {
        // Moon takes over stale, and sleeps before its synchronisation has begun; alice is back,
        // and knows of no other reign: so moon goes on where it was.
        var (world, takeovers) = TakenOverStale(IkeTraits.MessageIdSync);
        world.OnTheWay.Clear();
        world.Cuts.Clear();
        world.Start(0);
        world.Sleep(4);
        var isResumed = false;
        world.OnOutput += (_, output) =>
            isResumed |= output is Output.OfReplication(SaReplication.Output.Resume);
        for (var i = 0; i < 100 && !isResumed; i++)
        {
            if (world.OnTheWay.Count > 0)
            {
                world.Arrive(0);
            }
            else
            {
                world.Pass();
            }
        }

        Assert.True(isResumed);
        Assert.Single(takeovers);
        var carol = Assert.Single(world[1]!.State.Sas);
        Assert.IsType<MessageIds.State.Standby>(carol.MessageIds);
        Assert.IsType<MessageIdSync.State.Drawing>(carol.Sync);
    }

    [Theory]
    [InlineData(IkeTraits.MessageIdSync, IkeTakeover.Synchronise)]
    [InlineData(IkeTraits.None, IkeTakeover.Reestablish)]
    public void Whoever_reigns_next_and_is_synced_inherits_the_doubt(
        IkeTraits traits, IkeTakeover action)
    {
        // Carol does not answer moon; alice starts anew, is synced, and takes her place back.
        var (world, takeovers) = TakenOverStale(traits);
        world.CarolLives = false;
        world.Cuts.Clear();
        world.Start(0);
        for (var i = 0; i < 100 && !world[0]!.IsOpen; i++)
        {
            world.Run(0.2);
        }

        Assert.Equal([StandingKind.Stale, StandingKind.Synced], takeovers.Select(t => t.Standing));
        Assert.All(takeovers, takeover =>
            Assert.Equal(action, Assert.Single(takeover.Ikes).Action));
    }

    /// <summary>Alice has served alone, and is dead; moon reigns, and nothing has followed.
    /// </summary>
    private static (ClusterWorld World, List<Takeover> Takeovers) TakenOverStale(IkeTraits traits)
    {
        var world = new ClusterWorld();
        _ = new ClusterGhost(world);
        world.Start(0).Start(1);
        world.Run(20);
        world.Establish(0, traits);
        world.Run(1);
        world.Cuts.Add(Segment.Sync);
        world.Run(10);
        world.Crash(0);
        var takeovers = new List<Takeover>();
        world.OnOutput += (_, output) =>
        {
            if (output is Output.OfReplication(SaReplication.Output.Reign(var takeover)))
            {
                takeovers.Add(takeover);
            }
        };
        for (var i = 0; i < 1_000 && takeovers.Count == 0; i++)
        {
            if (world.OnTheWay.Count > 0)
            {
                world.Arrive(0);
            }
            else
            {
                world.Pass();
            }
        }

        Assert.Equal(StandingKind.Stale, Assert.Single(takeovers).Standing);
        return (world, takeovers);
    }
}
