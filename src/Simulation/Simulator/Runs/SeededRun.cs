using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator.Recorded;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// Plays a world once: the shipped machines, real octets, real ciphers, faults, and chance from one
/// seed. Law: plan, faults and seed determine everything that happens, bit for bit, on any machine.
/// </summary>
public static class SeededRun
{
    /// <summary>Plays a world from its beginning to its end.</summary>
    /// <param name="world">The world.</param>
    /// <param name="faults">What breaks in it, before <see cref="WorldPlan.HealAt"/>.</param>
    /// <param name="seed">For everything that is drawn: delays, keys, jitter.</param>
    /// <param name="options">How it is played.</param>
    /// <param name="recorded">What the first peer with SAs sends, with the keys of its SAs; null:
    /// what the hosts behind it send. It stays its owner's.</param>
    public static RunResult Play(
        WorldPlan world, FaultPlan faults, ulong seed, RunOptions? options = null,
        RecordedTraffic? recorded = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(faults);
        if ((Lacks(world) ?? recorded?.Wrong(world)) is { } lacks)
        {
            throw new ArgumentException(lacks, nameof(world));
        }

        world = recorded?.In(world) ?? world;
        var stage = new Stage(world, seed, options ?? RunOptions.Default, recorded);
        stage.Play(faults);
        stage.Policies.Dispose();
        return new()
        {
            Violations = stage.Watch.Verdicts.All,
            Measures = stage.Watch.Measures(),
            Digest = stage.Hash.Digest,
            Timeline = [.. stage.Timeline],
            Events = stage.Agenda.Events,
            SimulatedTime = world.Duration,
            Missed = stage.Watch.Accepted.Missed,
            Recorded = stage.Watch.Recorded?.Counts(),
        };
    }

    /// <summary>What of a world cannot be played yet, in words; null: all can.</summary>
    public static string? Lacks(WorldPlan world)
    {
        ArgumentNullException.ThrowIfNull(world);
        return LacksOfSpokes(world) is { } lacks ? lacks
            : world.Members.Any(one => world.Gateways.Count(
                gateway => gateway.Members.Contains(one.Name)) == 0)
                ? "members of no gateway are not played"
            : world.Peers.Any(one => one.Version != ClusterMemberConfig.IkeVersion.V2
                && (one.IsBehindNat || one.IsOverTcp || one.IsMobile
                    || one.SyncEvery is not null))
                ? "peers of IKEv1 behind a NAT, over TCP, on the move or of two boxes are not "
                    + "played yet"
            : world.Sas.Any(sa => world.Peers.Any(one => one.Name == sa.Peer
                    && one.Version == ClusterMemberConfig.IkeVersion.V1)
                && (sa.IsExtended || sa.Over is not null
                    || sa.Suite is SaSuite.ChaChaPoly or SaSuite.AesGcmImplicit))
                ? "SAs of IKEv1 with those algorithms, 64 bits or a link are not played yet"
            : world.Peers.Any(one => one.IsOverTcp && (one.IsBehindNat || one.IsMobile))
                ? "peers over TCP behind a NAT, or on the move, are not played yet"
            : world.Peers.Any(
                one => one.IsMobile && (one.IsBehindNat || one.SyncEvery is not null))
                ? "peers on the move behind a NAT, or of two boxes, are not played yet"
            : world.Segments.Any(one => one.Prefix is { Address.IsIpv6: true })
                ? "segments of IPv6 are not played yet"
            : null;
    }

    private static string? LacksOfSpokes(WorldPlan world) =>
        world.Spokes.Any(spoke => world.Sas.Any(
            sa => sa.Peer == spoke.Name && (sa.Count > 1 || sa.Remote.Count > 0)))
            ? "spokes with several CHILD SAs, or with the same network behind all, are not played"
        : world.Spokes.Any(spoke => spoke.Hubs.Count == 0) ? "spokes without hubs are not played"
        : world.Spokes.Any(spoke => world.SegmentsOf(spoke.Name).Count() > 1)
            ? "spokes on several segments are not played"
        : null;
}
