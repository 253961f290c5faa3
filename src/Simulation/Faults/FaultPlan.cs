using Holdfast.Codec;

namespace Holdfast.Simulation.Faults;

/// <summary>
/// What breaks, and when. Law: a fault whose condition does not hold when its time comes does
/// nothing, so any part of a plan is a plan.
/// </summary>
/// <param name="Faults">The faults; those of one instant happen in this order.</param>
public sealed record FaultPlan(Items<TimedFault> Faults)
{
    /// <summary>Nothing breaks.</summary>
    public static FaultPlan None { get; } = new(default(Items<TimedFault>));

    /// <summary>The plan with more faults at a time, behind those that it has.</summary>
    public FaultPlan At(TimeSpan at, params ReadOnlySpan<Fault> faults)
    {
        var all = Faults;
        foreach (var fault in faults)
        {
            all = all.Add(new(at, fault));
        }

        return new(all);
    }

    /// <summary>The plan with more faults so many seconds after the beginning.</summary>
    public FaultPlan At(double seconds, params ReadOnlySpan<Fault> faults) =>
        At(TimeSpan.FromSeconds(seconds), faults);
}

/// <summary>A fault at its time.</summary>
/// <param name="At">From the beginning of the world.</param>
/// <param name="Fault">The fault.</param>
public sealed record TimedFault(TimeSpan At, Fault Fault);
