using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// The log of the active member is full again and again: facts wait for a slow standby, and
/// packets ask for numbers. What a message of IKE belongs to is wanted until there is room.
/// </summary>
public sealed class FullLogs
{
    /// <summary>One fact at most waits for acknowledgements, and numbers come four at a time.
    /// </summary>
    internal static WorldPlan World
    {
        get
        {
            // It ends before a peer that is not answered takes the gateway for dead.
            var world = PlayedWorlds.Pair with
            {
                Duration = TimeSpan.FromSeconds(75),
                Policy = PlayedWorlds.Pair.Policy with
                {
                    LeaseBlock = 4,
                    FloorBlock = 4,
                    WorryAfter = TimeSpan.FromSeconds(3),
                },
            };

            // Packets go one way from 48 s on: then the peer is asked whether it lives.
            world = world with
            {
                Flows = [.. world.Flows.Select(flow => flow.To == "carol" ? flow : flow with
                {
                    EndsAt = TimeSpan.FromSeconds(48),
                })],
            };
            var addresses = new PlanAddresses(world);
            return world with
            {
                Members =
                [
                    .. world.Members.Select(member =>
                    {
                        var own = MemberSettings.Of(
                            world, addresses, world.Gateways[0], member);
                        return member with
                        {
                            Settings = own with
                            {
                                Replication = own.Replication with { OpenMax = 1 },
                            },
                        };
                    }),
                ],
            };
        }
    }

    /// <summary>The standby is slow, and both sides want something of each other.</summary>
    internal static FaultPlan Wishes => PlayedWorlds.Of(
        (26, new Fault.SyncSlow(TimeSpan.FromMilliseconds(120), TimeSpan.FromSeconds(33))),
        (28, new Fault.Rekey("carol", RekeyOf.Children)),
        (31, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true)),
        (34, new Fault.Rekey("carol", RekeyOf.Ike)),
        (37, new Fault.Rekey("carol", RekeyOf.Ike, ByPeer: true)),
        (40, new Fault.Rekey("carol", RekeyOf.Children)),
        (40, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true)),
        (58, new Fault.Rekey("carol", RekeyOf.Children)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_exchange_completes_though_the_log_is_full(ulong seed)
    {
        var run = PlayedWorlds.Play(World, Wishes, seed);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(0, run.Measures.Reestablished);
        Assert.InRange(run.Measures.Rekeyed, 3, 8);
        Assert.Null(PlayedWorlds.When(run, "alice", "takes carol for dead"));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void And_so_do_a_delete_and_what_is_made_anew_after_the_standby_is_lost(ulong seed)
    {
        var run = PlayedWorlds.Play(
            World,
            PlayedWorlds.Of(
                (27, new Fault.Crash("moon")),
                (28, new Fault.Rekey("carol", RekeyOf.Children)),
                (28.5, new Fault.Rekey("carol", RekeyOf.Ike, ByPeer: true)),
                (36, new Fault.Delete("carol")),
                (42, new Fault.Establish("carol")),
                (50, new Fault.Restart("moon"))),
            seed);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "carol", "has a new IKE SA"));
    }
}
