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
}

/// <summary>A fault at its time.</summary>
/// <param name="At">From the beginning of the world.</param>
/// <param name="Fault">The fault.</param>
public sealed record TimedFault(TimeSpan At, Fault Fault);
