using System.Net;
using Holdfast.Codec.Interpreter;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Fuzz.Ah;

/// <summary>
/// AH whose sender has the keys, RFC 4302 §3.3 and §3.4. The input is an IP packet behind three
/// octets: the SA, and where the protected packet is changed on its way, and how.
/// </summary>
internal sealed class AhOpenTarget : IFuzzTarget
{
    private const int HeadLength = 3;
    private const int AllocatesLeast = 1 << 10;
    private const int AllocatesOfOctet = 64;

    // In so long a packet the last octets are none that a sum or a length of a header moves.
    private const int SurelyCarries = 28;
    private const int TailLength = 8;

    private readonly byte[] _sent = new byte[4096];
    private readonly byte[] _output = new byte[4096];
    private readonly Lazy<Pair[]> _pairs = new(MakePairs);
    private readonly HeapBound _heap;

    /// <summary>The target.</summary>
    public AhOpenTarget() => _heap = new(AllocatesLeast, AllocatesOfOctet, Ask);

    /// <inheritdoc/>
    public string Name => "ah-open";

    /// <inheritdoc/>
    public string Claim =>
        "a packet that AH takes comes out as it was, whatever it is; one that was changed on the "
        + "way comes out with none but mutable fields changed, or is refused with a place; reading "
        + "allocates in proportion to the octets";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Octets;

    /// <inheritdoc/>
    public int LengthMax => 1024;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } =
        [[51], [0x44, 4], [0x83, 7, 4], [0x94, 4, 0, 0], [0], [43], [44], [60], [1]];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds =>
    [
        .. _pairs.Value.SelectMany((_, pair) => new byte[][]
        {
            [
                (byte)pair, 0, 0, 0x46, 0, 0, 32, 0, 1, 0, 0, 64, 17, 0, 0,
                10, 1, 0, 1, 10, 2, 0, 1, 0x94, 4, 0, 0, 0, 7, 0, 7, 0, 8, 0, 0,
            ],
            [
                (byte)pair, 0, 0, 0x60, 0, 0, 0, 0, 16, 60, 64,
                0xfd, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
                0xfd, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
                17, 0, 1, 4, 0, 0, 0, 0, 0, 7, 0, 7, 0, 8, 0, 0,
            ],
        }),
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input) => _heap.Read(input);

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) =>
        input.Length > HeadLength && ReferenceReader.TryRead(
            input[HeadLength] >> 4 == 6 ? Ipv6Packet.Schema : Ipv4Packet.Schema,
            input[HeadLength..], ReferenceFacts.None, out var reading)
            ? InputShape.Of(HeadLength, reading.Node!)
            : InputShape.None;

    private void Ask(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadLength)
        {
            return;
        }

        var pair = _pairs.Value[input[0] % _pairs.Value.Length];
        var packet = input[HeadLength..];
        if (!pair.Out.TryEncapsulate(packet, _sent, out var length, out var refusal))
        {
            Check(refusal, packet.Length);
            return;
        }

        var sent = _sent.AsSpan(0, length);
        sent[input[1] % length] ^= input[2];
        if (!pair.In.TryDecapsulate(sent, _output, out var opened, out refusal))
        {
            Check(refusal, length);
            ClaimBrokenException.Unless(
                input[2] != 0, "what was not changed on the way comes out", $"{refusal}");
            return;
        }

        ClaimBrokenException.Unless(
            opened.Written <= packet.Length, "no more comes out than went in", $"{opened}");
        Reached.Octets(_output.AsSpan(0, opened.Written));
        if (input[2] == 0 && opened.Written >= SurelyCarries)
        {
            var end = packet.Slice(opened.Written - TailLength, TailLength);
            ClaimBrokenException.Unless(
                _output.AsSpan(0, opened.Written)[^TailLength..].SequenceEqual(end),
                "what is carried comes out as it went in", $"{opened}");
        }
    }

    private static void Check(PacketRefusal refusal, int length) => ClaimBrokenException.Unless(
        refusal.Fault != PacketFault.None && refusal.Offset >= 0 && refusal.Offset <= length
            && refusal.Field.Length > 0,
        "a refusal says why and where", $"{refusal}");

    private static Pair[] MakePairs()
    {
        var provider = CryptoProviders.Fastest(out _);
        return
        [
            .. from spec in IntegritySpec.All.Where(one => one.Mac != MacAlgorithm.None)
                    .DistinctBy(one => one.IcvLength)
               from isTunnel in new[] { false, true }
               select new Pair(provider, spec, isTunnel),
        ];
    }

    private sealed class Pair
    {
        public Pair(CryptoProvider provider, IntegritySpec spec, bool isTunnel)
        {
            var key = new byte[spec.KeyLength];
            key.AsSpan().Fill(7);
            var sa = new IpsecSa(
                new Spi(0xC0DE0002), isTunnel ? IpsecMode.Tunnel : IpsecMode.Transport, true)
            {
                Outer = new(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.1")),
            };
            Out = new(sa, AhIntegrity.Of(provider, spec, key), new(true, 8));
            In = new(sa, AhIntegrity.Of(provider, spec, key), new ReplayWindow(64, true, 7));
        }

        public AhOutbound Out { get; }

        public AhInbound In { get; }
    }
}
