using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Cli.Campaigns;

/// <summary>Seeds that are played by the simulator.</summary>
internal static class SimulatedSeed
{
    /// <summary>Plays a world; many at a time.</summary>
    public static PlaySeed In(WorldPlan world) => (faults, seed) => Kept(SeededRun.Play(
        world, faults, seed,
        new() { Cryptography = CryptoProviders.Fastest(out _), HasTimeline = false }));

    private static PlayedSeed Kept(RunResult run) => new(
        [
            .. run.Violations.Select(one => new BrokenClaim(
                one.Invariant, one.At - Instant.Zero, one.Says)),
        ],
        MeasuresOf(run.Measures), run.Digest.Value, run.Events);

    private static Items<Measured> MeasuresOf(Measures measures) =>
    [
        new("packets-lost", measures.PacketsLost),
        new("accepted-twice", measures.AcceptedTwice),
        new("sequence-skipped", measures.SequenceSkipped),
        new("message-ids-skipped", measures.MessageIdsSkipped),
        new("message-ids-of-two", measures.MessageIdsOfTwo),
        new("sequence-numbers-of-two", measures.SequenceNumbersOfTwo),
        new("without-active-us", Microseconds(measures.WithoutActive)),
        new("with-two-active-us", Microseconds(measures.WithTwoActive)),
        new("takeovers", measures.Takeovers),
        new("first-packet-us", measures.TimesToFirstPacket.Count == 0
            ? 0
            : measures.TimesToFirstPacket.Max(Microseconds)),
        new("routes-wrong-us", Microseconds(measures.RoutesWrong)),
        new("reestablished", measures.Reestablished),
        new("sas-lost", measures.SasLost),
        new("ike-messages", measures.IkeMessages),
        new("longest-gap-us", Microseconds(measures.LongestGap)),
    ];

    private static long Microseconds(TimeSpan time) => (long)time.TotalMicroseconds;
}
