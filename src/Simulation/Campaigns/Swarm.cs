using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Campaigns;

/// <summary>
/// What breaks in the run of a seed: each seed turns a random part of all kinds of faults on, and
/// draws some of those that are on. So some seeds see nothing but crashes, where others see losses
/// that would otherwise hide them. Law: world and seed determine the plan.
/// </summary>
public static class Swarm
{
    /// <summary>Version of what a seed stands for: another one is another campaign.</summary>
    public const int Version = 1;

    private const int FaultsMax = 12;

    private static readonly TimeSpan CalmAtFirst = TimeSpan.FromSeconds(1);

    /// <summary>The names of all kinds that a world has.</summary>
    public static Items<string> KindsOf(WorldPlan world) =>
        [.. SwarmKinds.All.Where(kind => kind.IsThere(world)).Select(kind => kind.Name)];

    /// <summary>What a seed stands for in a world.</summary>
    public static SwarmDraw Draw(WorldPlan world, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(world);
        var chance = Chance.Of(seed, "swarm");
        Items<SwarmKind> all = [.. SwarmKinds.All.Where(kind => kind.IsThere(world))];
        var on = new List<SwarmKind>();
        foreach (var kind in all)
        {
            if (chance.Below(2) == 0)
            {
                on.Add(kind);
            }
        }

        var faults = new List<TimedFault>();
        for (var left = on.Count == 0 ? 0 : 1 + (int)chance.Below(FaultsMax); left > 0; left--)
        {
            var kind = on[(int)chance.Below((ulong)on.Count)];
            var at = TimeSpan.FromMilliseconds((long)chance.Between(
                CalmAtFirst, world.HealAt - TimeSpan.FromMilliseconds(1)).TotalMilliseconds);
            var draw = new FaultDraw(world, at, chance);
            faults.AddRange(kind.Draw(draw));
            chance = draw.Rest;
        }

        return new(
            [.. on.Select(kind => kind.Name)],
            new([.. faults.OrderBy(fault => fault.At)]));
    }
}

/// <summary>What a seed stands for.</summary>
/// <param name="Kinds">The kinds of faults that it turns on.</param>
/// <param name="Faults">What it draws of them.</param>
public sealed record SwarmDraw(Items<string> Kinds, FaultPlan Faults);
