using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Ipsec;
using Holdfast.Simulation.Simulator.Recorded;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// The recording that a peer sends, and what becomes of each of its packets: told by their octets,
/// whoever has them.
/// </summary>
/// <param name="stage">The world.</param>
/// <param name="traffic">The recording.</param>
internal sealed class RecordedPackets(Stage stage, RecordedTraffic traffic)
{
    private readonly Dictionary<Octets, Fate> _fates = [];
    private readonly Dictionary<string, long> _by = [];
    private readonly List<string> _order = [];
    private readonly HashSet<PacketFault> _told = [];
    private readonly List<ChildAgreement> _given = [];
    private bool _isOffered;
    private long _lastOpen;

    /// <summary>What became of one content.</summary>
    private sealed class Fate
    {
        public long Number { get; init; }

        public int Sent { get; set; }

        public int Accepted { get; set; }

        public PacketFault? Refused { get; set; }
    }

    /// <summary>The recording.</summary>
    public RecordedTraffic Traffic => traffic;

    /// <summary>The SAs that become the recorded ones.</summary>
    public SaPlan Sas { get; } = RecordedTraffic.SasIn(stage.Plan)!;

    /// <summary>The recorded SA of either direction with an SPI; null: there is none.</summary>
    public RecordedSa? Of(Protocol.Spi spi)
    {
        foreach (var sa in traffic.Sas)
        {
            if (sa.Spi == spi)
            {
                return sa;
            }

            if (sa.Back is { } back && back.Spi == spi)
            {
                return back;
            }
        }

        return null;
    }

    /// <summary>The CHILD SAs of the first agreement; later ones have other keys, as they would
    /// have had then.</summary>
    public List<ChildAgreement> Children(Func<Protocol.Spi> draw, ref Chance chance)
    {
        List<ChildAgreement> children = [];
        for (var place = 0; !_isOffered && place < traffic.Sas.Count; place++)
        {
            var sa = traffic.Sas[place];
            children.Add(new()
            {
                Place = place,
                Recorded = sa,
                MemberSpi = sa.Spi,
                PeerSpi = sa.Back?.Spi ?? draw(),
                Keys = new(chance.Next() | 1),
                Material = sa.Material(ref chance),
            });
        }

        _isOffered = true;
        _given.AddRange(children);
        return children;
    }

    /// <summary>A packet is sent.</summary>
    public void Sent(Octets esp) => FateOf(esp).Sent++;

    /// <summary>A member has judged a packet.</summary>
    /// <param name="member">The member.</param>
    /// <param name="esp">The packet from its SPI on.</param>
    /// <param name="fault">Why it was refused; null: it was accepted.</param>
    public void Judged(MemberBox member, ReadOnlySpan<byte> esp, PacketFault? fault)
    {
        if (!_fates.TryGetValue(new Octets(esp), out var fate))
        {
            return;
        }

        if (fault is { } why)
        {
            fate.Refused = why;
            if (_told.Add(why))
            {
                stage.Tell(
                    MomentKind.Traffic, member.Name,
                    Text($"{Word(why)} recorded packet {fate.Number}: {why}"));
            }

            return;
        }

        fate.Accepted++;
        if (!_by.TryAdd(member.Name, 1))
        {
            _by[member.Name]++;
        }

        if (_order.LastOrDefault() != member.Name)
        {
            _order.Add(member.Name);
            var lost = _fates.Values.Count(
                one => one.Number > _lastOpen && one.Number < fate.Number && one.Accepted == 0);
            stage.Tell(
                MomentKind.Traffic, member.Name,
                Text($"accepts recorded packet {fate.Number}")
                    + (_order.Count == 1 ? "" : Text($", {lost} before it are missing")));
        }

        _lastOpen = Math.Max(_lastOpen, fate.Number);
    }

    /// <summary>The run is over: it is said what came of it, and keys are zeroed.</summary>
    public void End()
    {
        foreach (var child in _given)
        {
            CryptographicOperations.ZeroMemory(child.Material);
        }

        var counts = Counts();
        var by = string.Join(
            ", ", counts.By.Select(one => Text($"{one.Packets} by {one.Member}")));
        stage.Tell(
            MomentKind.Traffic, Sas.Peer,
            Text($"has sent {counts.Sent} recorded packets: {counts.Accepted} accepted")
                + (by.Length == 0 ? "" : $" ({by})")
                + Text($", {counts.Refused.Sum(one => one.Packets)} refused")
                + Text($", {counts.Lost} lost, {counts.Twice} twice"));
    }

    /// <summary>What became of them so far.</summary>
    public RecordedCounts Counts() => new()
    {
        Recorded = traffic.Packets.Count,
        Sent = _fates.Values.Sum(one => (long)one.Sent),
        Accepted = _fates.Values.Sum(one => (long)Math.Min(one.Accepted, one.Sent)),
        By =
        [
            .. _order.Distinct().Select(name => new AcceptedBy(name, _by[name])),
        ],
        Refused =
        [
            .. _fates.Values.Where(one => one is { Accepted: 0, Refused: not null })
                .GroupBy(one => one.Refused!.Value)
                .OrderBy(group => group.Key)
                .Select(group => new RefusedFor(group.Key, group.Sum(one => (long)one.Sent))),
        ],
        Lost = _fates.Values.Where(one => one is { Accepted: 0, Refused: null })
            .Sum(one => (long)one.Sent),
        Twice = _fates.Values.Sum(one => (long)Math.Max(0, one.Accepted - one.Sent)),
    };

    private Fate FateOf(Octets esp)
    {
        if (!_fates.TryGetValue(esp, out var fate))
        {
            _fates[esp] = fate = new() { Number = _fates.Count + 1 };
        }

        return fate;
    }

    private static string Word(PacketFault fault) =>
        fault == PacketFault.AwaitsFloor ? "lets wait" : "refuses";

    private static string Text(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
