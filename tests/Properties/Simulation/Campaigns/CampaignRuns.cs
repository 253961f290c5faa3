using Holdfast.Codec;
using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;

namespace Holdfast.Tests.Properties.Simulation.Campaigns;

/// <summary>Runs whose outcome follows from faults and seed by a rule that a test knows.</summary>
internal static class CampaignRuns
{
    /// <summary>Broken by a crash with any cut of the sync channel behind it.</summary>
    public static PlayedSeed CrashThenCut(FaultPlan plan, ulong seed)
    {
        var crash = plan.Faults.FirstOrDefault(one => one.Fault is Fault.Crash);
        var isBroken = crash is not null && plan.Faults.Any(one =>
            one.Fault is Fault.SyncCut && one.At >= crash.At);
        var chance = Chance.Of(seed, "outcome");
        return new(
            isBroken ? [new("I1a", crash!.At, "a crash, and then a cut")] : [],
            [
                new("packets-lost", (long)chance.Below(50)),
                new("without-active-us", plan.Faults.Count * 1_000),
            ],
            ((UInt128)chance.Next() << 64) | chance.Next(), (long)chance.Below(10_000));
    }
}
