using Holdfast.Codec;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Campaigns;

/// <summary>
/// Makes what breaks an invariant small: fewer faults, then shorter ones, then simpler ones. Any
/// part of a plan is a plan, so each try is a run. Law: what comes out breaks it still, is no
/// larger than what went in, and none of its faults can be left out.
/// </summary>
public static class Shrinking
{
    /// <summary>The smallest plan that is found.</summary>
    /// <param name="plan">A plan that breaks something.</param>
    /// <param name="breaks">Whether a plan does.</param>
    /// <param name="triesMax">How many plans may be tried.</param>
    public static Shrunk Run(FaultPlan plan, Func<FaultPlan, bool> breaks, int triesMax)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(breaks);
        var tries = 0;
        var faults = Fewer(plan.Faults, Breaks);
        for (var isSmaller = true; isSmaller && tries < triesMax;)
        {
            isSmaller = false;
            for (var at = 0; at < faults.Count; at++)
            {
                foreach (var smaller in SmallerFaults.Of(faults[at]))
                {
                    var candidate = faults.With(at, smaller);
                    if (Breaks(candidate))
                    {
                        (faults, isSmaller) = (candidate, true);
                        break;
                    }
                }
            }

            faults = isSmaller ? Fewer(faults, Breaks) : faults;
        }

        return new(new([.. faults.OrderBy(fault => fault.At)]), tries, tries < triesMax);

        bool Breaks(Items<TimedFault> candidate) =>
            tries < triesMax && ++tries > 0
            && breaks(new([.. candidate.OrderBy(fault => fault.At)]));
    }

    // Halves first, then quarters, and in the end each fault by itself.
    private static Items<TimedFault> Fewer(
        Items<TimedFault> faults, Func<Items<TimedFault>, bool> breaks)
    {
        for (var size = faults.Count; size > 0;)
        {
            var isFewer = false;
            for (var from = 0; from < faults.Count;)
            {
                Items<TimedFault> without =
                    [.. faults.Take(from), .. faults.Skip(from + size)];
                if (breaks(without))
                {
                    (faults, isFewer) = (without, true);
                }
                else
                {
                    from += size;
                }
            }

            // Whoever left something out may have made room for another one.
            size = isFewer && size == 1 ? 1 : size / 2;
        }

        return faults;
    }
}

/// <summary>What is left of a plan.</summary>
/// <param name="Faults">The plan.</param>
/// <param name="Tries">Plans that were tried.</param>
/// <param name="IsMinimal">Whether nothing was found to be smaller, rather than time was up.
/// </param>
public sealed record Shrunk(FaultPlan Faults, int Tries, bool IsMinimal);
