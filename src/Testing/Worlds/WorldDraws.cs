using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Composition;
using Holdfast.Testing.Draws;
using Holdfast.Testing.Histories;

namespace Holdfast.Testing.Worlds;

/// <summary>Topologies, and what breaks in them and when.</summary>
public static class WorldDraws
{
    /// <summary>So many parts are a scenario's topology, whatever it needs: behind them it is at
    /// its simplest, and its faults stay where they are while it shrinks.</summary>
    private const int TopologyParts = 20;

    /// <summary>A topology in which there is something to break for every kind of fault: members
    /// that share the load of several gateways and their SAs, a mobile peer, one behind a NAT, and
    /// an attacker on their way.</summary>
    public static WorldPlan Exposed { get; } = Exposing(Topologies.LoadShared);

    /// <summary>Draws a topology, built of parts that are drawn: one member, one peer and one SA
    /// in the simplest case.</summary>
    public static WorldPlan Topology(Choices choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return TopologyDraws.Draw(choices);
    }

    /// <summary>Draws what breaks in a world: what it is, whom it hits and when, and whether it is
    /// mended; nothing in the simplest case.</summary>
    public static FaultPlan Faults(Choices choices, WorldPlan world)
    {
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentNullException.ThrowIfNull(world);
        return FaultDraws.Draw(choices, world);
    }

    /// <summary>Draws the configuration of a member of a topology's gateway, and varies each of its
    /// settings.</summary>
    public static ClusterMemberConfig MemberConfig(Choices choices)
    {
        var world = Topology(choices);
        var gateway = choices.Of(world.Gateways);
        var member = world.Member(choices.Of(gateway.Members))!;
        choices.EndPart();
        var settings = (ClusterMemberConfig.Settings)SettingDraws.Varied(
            choices, MemberSettings.Of(world, new(world), gateway, member),
            static one => ClusterMemberConfig.TryCreate(
                (ClusterMemberConfig.Settings)one, out _, out _));
        return ClusterMemberConfig.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException($"{world.Name}, {member.Name}: {error}");
    }

    private static WorldPlan Exposing(WorldPlan world) => new WorldBuilder(world with
    {
        Name = "exposed",
        Says = "three members that share the load, a peer that moves, one behind a NAT, and an "
            + "attacker: something of every kind that can break",
        Peers =
        [
            .. world.Peers.Select(static (peer, at) => peer with
            {
                IsMobile = at == 1,
                IsBehindNat = at == 2,
            }),
        ],
    }).Attacker("backbone").Build();

    /// <summary>Draws a topology and what breaks in it.</summary>
    public static WorldScenario Scenario(Choices choices)
    {
        var world = Topology(choices.Until(TopologyParts));
        choices.BeginPart(TopologyParts);
        return new(world, Faults(choices, world));
    }
}
