using Holdfast.Codec;
using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Worlds;

/// <summary>Topologies, and what breaks in them and when.</summary>
public static class WorldDraws
{
    private const int DroppedPercent = 30;

    /// <summary>Draws a topology: one of those that Holdfast knows, with fewer flows, another
    /// policy, an attacker, or times of its own.</summary>
    public static WorldPlan Topology(Choices choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        var world = choices.Of(Topologies.All);
        var changed = world with
        {
            Flows = [.. world.Flows.Where(_ => !choices.Chance(DroppedPercent))],
            Attacker = choices.Chance(25) ? new AttackerPlan() : world.Attacker,
            Policy = world.Policy with
            {
                Solo = choices.Chance(25) ? SoloPolicy.SafetyFirst : world.Policy.Solo,
            },
            HealAt = TimeSpan.FromSeconds(60 - choices.Below(40)),
            Duration = TimeSpan.FromSeconds(120 + choices.Below(60)),
        };
        return WorldScenarioJson.Wrong(new(changed, FaultPlan.None)) is null ? changed : world;
    }

    /// <summary>Draws what breaks in a world: kinds as a swarm turns them on, none in the simplest
    /// case.</summary>
    public static FaultPlan Faults(Choices choices, WorldPlan world)
    {
        ArgumentNullException.ThrowIfNull(choices);
        var seed = ((ulong)choices.Next() << 32) | choices.Next();
        Items<TimedFault> kept =
        [
            .. Swarm.Draw(world, seed).Faults.Faults.Where(_ => choices.Below(8) != 0),
        ];
        return new(kept);
    }

    /// <summary>Draws the configuration of a member of a topology's gateway.</summary>
    public static ClusterMemberConfig MemberConfig(Choices choices)
    {
        var world = Topology(choices);
        var gateway = choices.Of(world.Gateways);
        var member = world.Member(choices.Of(gateway.Members))!;
        var settings = MemberSettings.Of(world, new(world), gateway, member);
        return ClusterMemberConfig.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException($"{world.Name}, {member.Name}: {error}");
    }

    /// <summary>Draws a topology and what breaks in it.</summary>
    public static WorldScenario Scenario(Choices choices)
    {
        var world = Topology(choices);
        return new(world, Faults(choices, world));
    }
}
