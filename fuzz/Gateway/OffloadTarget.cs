using System.Buffers.Binary;
using Holdfast.Fuzz.Schemas;
using Holdfast.Gateway.Tunnels;

namespace Holdfast.Fuzz.Gateway;

/// <summary>
/// What a TUN device gives and takes, virtio 1.2 §5.1.6: an input is reads, each behind its length;
/// what they stand for is joined again, and what was joined is cut again.
/// </summary>
internal sealed class OffloadTarget : IFuzzTarget
{
    private const int LengthOctets = 2;
    private const int Head = OffloadHeader.Length;
    private readonly byte[] _read = new byte[1 << 16];
    private readonly byte[] _again = new byte[Head + Joining.PacketMax];
    private readonly byte[] _headers = new byte[Segments.HeadersMax];
    private readonly byte[] _inner = new byte[Segments.HeadersMax];
    private readonly byte[] _packet = new byte[1 << 16];
    private readonly List<byte[]> _came = [];
    private readonly List<byte[]> _went = [];
    private readonly Joining _joining;

    /// <summary>The target.</summary>
    public OffloadTarget() => _joining = new(Deliver);

    /// <inheritdoc/>
    public string Name => "offload";

    /// <inheritdoc/>
    public string Claim =>
        "segments are no more than what they were cut from, with checksums that are right; and "
        + "what was joined is cut into the packets that came, in the order of their connection";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Members;

    /// <inheritdoc/>
    public int LengthMax => 2048;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } =
        [[0x45, 0], [0x60, 0], [6], [1, 1], [1, 4], [20, 0, 16, 0], [40, 0, 16, 0], [0x40, 0]];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [.. Read(isIpv6: false, OffloadHeader.Tcp4, 100, 350)],
        [.. Read(isIpv6: true, OffloadHeader.Tcp6, 90, 200)],
        [
            .. Read(isIpv6: false, OffloadHeader.Tcp4 | OffloadHeader.HasCwr, 64, 128),
            .. Read(isIpv6: false, OffloadHeader.Whole, 0, 40),
        ],
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        _came.Clear();
        _went.Clear();
        _joining.Drop();
        for (var at = 0; at + LengthOctets <= input.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(input[at..]);
            at += LengthOctets;
            length = Math.Min(length, input.Length - at);
            Take(input.Slice(at, length));
            at += length;
        }

        _joining.Flush();
        ClaimBrokenException.Unless(
            _came.Count == _went.Count, "as many packets go as came",
            $"{_came.Count} and {_went.Count}");
        var last = new Dictionary<string, int>();
        var isTaken = new bool[_went.Count];
        foreach (var packet in _came)
        {
            var found = -1;
            for (var at = 0; at < _went.Count && found < 0; at++)
            {
                found = !isTaken[at] && IsSame(packet, _went[at]) ? at : -1;
            }

            ClaimBrokenException.Unless(found >= 0, "what was joined is cut into what came");
            isTaken[found] = true;
            if (TcpSegment.Read(packet, out var segment) == JoinKind.Segment)
            {
                var name = NameOf(packet, segment);
                ClaimBrokenException.Unless(
                    last.GetValueOrDefault(name, -1) < found, "segments stay in their order");
                last[name] = found;
            }
        }
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        var fields = new List<InputField>();
        for (var at = 0; at + LengthOctets <= input.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(input[at..]);
            fields.Add(new(at * 8, 16, true, false, 1, []));
            at += LengthOctets;
            length = Math.Min(length, input.Length - at);
            AddFields(fields, at, length);
            at += length;
        }

        return new(fields, []);
    }

    // Two octets for kind and flags, four words of the machine's order, then words of the network.
    private static void AddFields(List<InputField> fields, int at, int length)
    {
        for (var i = 0; i < Math.Min(length, 120);)
        {
            var octets = i < 2 || (i >= Head && i - Head is 0 or 1 or 8 or 9 or 32 or 33) ? 1 : 2;
            octets = Math.Min(octets, length - i);
            fields.Add(new((at + i) * 8, octets * 8, true, i is >= 2 and < Head, 1, []));
            i += octets;
        }
    }

    private void Take(ReadOnlySpan<byte> read)
    {
        read.CopyTo(_read);
        var fault = Segments.TryRead(_read.AsSpan(0, read.Length), _headers, out var segments);
        if (fault != SegmentFault.None)
        {
            return;
        }

        var (payload, count) = (0, 0);
        while (segments.MoveNext())
        {
            var packet = segments.Current;
            count++;
            ClaimBrokenException.Unless(
                packet.Length <= read.Length - Head, "a segment is no longer than the whole");
            if (OffloadHeader.Read(read).Kind != OffloadHeader.Whole)
            {
                ClaimBrokenException.Unless(
                    TcpSegment.Read(packet, out var segment) != JoinKind.Segment
                        || segment.IsIntact(packet),
                    "a segment is intact");
                payload += packet.Length - HeadersOf(packet, read);
            }

            _came.Add(packet.ToArray());
            packet.CopyTo(_packet.AsSpan(Head));
            _joining.Add(_packet.AsSpan(0, Head + packet.Length));
        }

        ClaimBrokenException.Unless(
            OffloadHeader.Read(read).Kind == OffloadHeader.Whole
                ? count == 1
                : payload == read.Length - Head - HeadersOf(read[Head..], read),
            "segments carry what the whole did", $"{count} segments");
        Reached.Octets(_came[^1]);
    }

    private static int HeadersOf(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> read)
    {
        int tcpAt = OffloadHeader.Read(read).ChecksumFrom;
        return tcpAt + ((packet[tcpAt + 12] >> 4) * 4);
    }

    private bool Deliver(ReadOnlySpan<byte> whole)
    {
        whole.CopyTo(_again);
        var fault = Segments.TryRead(_again.AsSpan(0, whole.Length), _inner, out var segments);
        ClaimBrokenException.Unless(
            fault == SegmentFault.None, "what was joined can be cut", $"{fault}");
        while (segments.MoveNext())
        {
            _went.Add(segments.Current.ToArray());
        }

        return true;
    }

    private static string NameOf(ReadOnlySpan<byte> packet, in TcpSegment segment) =>
        Convert.ToHexString(segment.IsIpv6 ? packet[8..40] : packet[12..20])
        + Convert.ToHexString(packet.Slice(segment.TcpAt, 4));

    // RFC 6864 §4.1: of what may not be fragmented the identification means nothing, and the
    // checksum of the header follows it.
    private static bool IsSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        const int dontFragment = 0x40;
        if (one.SequenceEqual(other))
        {
            return true;
        }

        return one.Length == other.Length && one.Length >= 20 && one[0] == 0x45
            && (one[6] & dontFragment) != 0
            && one[..4].SequenceEqual(other[..4]) && one[6..10].SequenceEqual(other[6..10])
            && one[12..].SequenceEqual(other[12..]);
    }

    private static byte[] Read(bool isIpv6, int kind, ushort segment, int payload)
    {
        var tcpAt = isIpv6 ? 40 : 20;
        var packet = new byte[tcpAt + 20 + payload];
        var tcp = packet.AsSpan(tcpAt);
        if (isIpv6)
        {
            packet[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)(packet.Length - 40));
            (packet[6], packet[7], packet[23], packet[39]) = (6, 64, 1, 2);
        }
        else
        {
            (packet[0], packet[8], packet[9], packet[12], packet[16]) = (0x45, 64, 6, 10, 10);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            BinaryPrimitives.WriteUInt16BigEndian(
                packet.AsSpan(10), PacketSum.Checksum(PacketSum.Of(packet.AsSpan(0, 20))));
        }

        BinaryPrimitives.WriteUInt16BigEndian(tcp, 443);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], 5000);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], 1000);
        (tcp[12], tcp[13]) = (0x50, 0x18);
        for (var at = 20; at < tcp.Length; at++)
        {
            tcp[at] = (byte)at;
        }

        var isWhole = kind == OffloadHeader.Whole;
        if (isWhole)
        {
            BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], PacketSum.Checksum(
                PacketSum.OfPseudoHeader(packet, 6, tcp.Length) + PacketSum.Of(tcp)));
        }

        var header = new byte[LengthOctets + Head];
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)(Head + packet.Length));
        new OffloadHeader(
            isWhole ? (byte)0 : OffloadHeader.NeedsChecksum, (byte)kind, 40, segment,
            isWhole ? (ushort)0 : (ushort)tcpAt, isWhole ? (ushort)0 : (ushort)16)
            .Write(header.AsSpan(LengthOctets));
        return [.. header, .. packet];
    }
}
