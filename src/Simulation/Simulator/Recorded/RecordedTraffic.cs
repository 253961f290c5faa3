using Holdfast.Codec;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Simulator.Recorded;

/// <summary>A packet of ESP as it was recorded.</summary>
/// <param name="At">When, from the first one.</param>
/// <param name="Esp">All of it, from the SPI on.</param>
public sealed record RecordedPacket(TimeSpan At, Octets Esp);

/// <summary>
/// What a real peer sent, with the keys of its SAs: a run in which it takes the place of what a
/// simulated peer would protect. Disposing it zeroes the keys.
/// </summary>
public sealed class RecordedTraffic : IDisposable
{
    private const int Ipv4HeaderLength = 20;

    /// <summary>The SAs under which the peer sends, each once.</summary>
    public required IReadOnlyList<RecordedSa> Sas { get; init; }

    /// <summary>What it sends, in order.</summary>
    public required IReadOnlyList<RecordedPacket> Packets { get; init; }

    /// <summary>When its packets are sent.</summary>
    public RecordedPace Pace { get; init; } = new RecordedPace.Spread();

    /// <summary>Why it cannot be carried through a world; null: it can.</summary>
    public string? Wrong(WorldPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return SasIn(plan) is null ? "the world has no peer with SAs"
            : Sas.Count == 0 || Packets.Count == 0 ? "nothing of a peer is recorded"
            : Sas.Any(one => one.Mode is not (IpsecMode.Tunnel or IpsecMode.Transport))
                ? "only tunnel and transport mode are played"
            : Sas.Any(one => one.IsExtended != Sas[0].IsExtended)
                ? "some SAs have numbers of 32 bits and some of 64: an IKE SA of a world has one "
                    + "kind"
            : null;
    }

    /// <summary>
    /// The world in which it is played: the first peer that has SAs is the recorded one, it has the
    /// recorded SAs, and nobody behind it sends anything else.
    /// </summary>
    public WorldPlan In(WorldPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var before = SasIn(plan)!;
        var isTransport = Sas.Any(one => one.Mode == IpsecMode.Transport);
        bool IsBehind(string host) => plan.Hosts.Any(
            one => one.Name == host && one.Behind == before.Peer);
        var longest = Ipv4HeaderLength + Packets.Max(packet => packet.Esp.Length);
        return plan with
        {
            Sas =
            [
                .. plan.Sas.Select(sas => sas != before
                    ? sas
                    : sas with { Count = Sas.Count, IsExtended = Sas[0].IsExtended }),
            ],

            // Under an SA in transport mode nothing of a host behind a gateway can go.
            Flows =
            [
                .. plan.Flows.Where(flow => !IsBehind(flow.From)
                    && !(isTransport && IsBehind(flow.To))),
            ],

            // What came in fragments was joined, and goes in one piece.
            Segments =
            [
                .. plan.Segments.Select(one => one.MtuOctets >= longest
                    ? one
                    : one with { MtuOctets = longest }),
            ],
        };
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        foreach (var sa in Sas)
        {
            sa.Dispose();
        }
    }

    /// <summary>The SAs of a plan that become the recorded ones; null: there are none.</summary>
    internal static SaPlan? SasIn(WorldPlan plan) =>
        plan.Sas.FirstOrDefault(sas => plan.Peers.Any(peer => peer.Name == sas.Peer));

    /// <summary>When each packet is sent.</summary>
    internal IEnumerable<TimeSpan> Times(WorldPlan plan)
    {
        var sas = SasIn(plan)!;
        var starts = plan.Flows.Select(flow => flow.StartsAt)
            .Append(sas.At + TimeSpan.FromSeconds(5)).Min();
        starts = starts < sas.At + TimeSpan.FromSeconds(1)
            ? sas.At + TimeSpan.FromSeconds(1)
            : starts;
        for (var at = 0; at < Packets.Count; at++)
        {
            yield return Pace switch
            {
                RecordedPace.AsRecorded => starts + Packets[at].At,
                RecordedPace.Every(var interval) => starts + (at * interval),
                RecordedPace.Spread when plan.HealAt > starts =>
                    starts + ((plan.HealAt - starts) * at / Packets.Count),
                RecordedPace.Spread => starts,
            };
        }
    }
}
