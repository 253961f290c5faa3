using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Worlds;

/// <summary>
/// What breaks in a world: how much of it, of which kind, whom it hits, when, and whether it is
/// mended before the world heals. Each fault is a part of its own, so one can be taken out of the
/// middle; a simpler kind stands before the others, and the simplest time is the earliest one.
/// </summary>
internal static class FaultDraws
{
    private const int Most = 12;

    /// <summary>In which nothing breaks, unless the world heals within it.</summary>
    private static readonly TimeSpan CalmAtFirst = TimeSpan.FromSeconds(1);

    /// <summary>Draws a schedule. Law: every fault names what the world has, before it heals.
    /// </summary>
    public static FaultPlan Draw(Choices choices, WorldPlan world)
    {
        FaultKind[] kinds = [.. FaultKinds.All.Where(kind => kind.IsThere(world))];
        var faults = new List<TimedFault>();
        choices.EndPart();
        for (var left = Most; left > 0 && choices.Chance(75) && kinds.Length > 0; left--)
        {
            faults.AddRange(One(choices, world, kinds));
            choices.EndPart();
        }

        return new([.. faults.OrderBy(fault => fault.At)]);
    }

    private static IEnumerable<TimedFault> One(
        Choices choices, WorldPlan world, FaultKind[] kinds)
    {
        var kind = choices.Of(kinds);
        var at = choices.Between(
            world.HealAt > CalmAtFirst ? CalmAtFirst : TimeSpan.Zero, world.HealAt);
        var isMended = choices.Chance(60);
        var mended = at + TimeSpan.FromMilliseconds(100 + choices.Below(15_000));
        var (fault, mends) = kind.Draw(new(choices, world));
        return isMended && mends is not null && mended < world.HealAt
            ? [new(at, fault), new(mended, mends)]
            : [new(at, fault)];
    }
}
