using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Esp;

/// <summary>The IPv4 options of a packet on their way through BEET mode.</summary>
internal readonly ref struct BeetOptions
{
    /// <summary>The most octets of the pseudo header: 40 of options, 4, and padding.</summary>
    public const int LengthMax = 48;

    private const int FixedLength = 4;
    private const byte NoOperation = 1;

    private readonly ReadOnlySpan<byte> _options;
    private readonly bool _isSent;

    private BeetOptions(ReadOnlySpan<byte> options, bool isSent)
    {
        _options = options;
        _isSent = isSent;
    }

    /// <summary>The number that BEET mode borrows for its pseudo header.</summary>
    public static IpProtocol Protocol => new(94);

    /// <summary>Octets of the pseudo header; 0 where none is sent.</summary>
    public int Length => _isSent ? FixedLength + PadLength + _options.Length : 0;

    // The whole is a multiple of 8 octets, and options are one of 4.
    private int PadLength => FixedLength - (_options.Length & 4);

    /// <summary>The options of a packet.</summary>
    public static BeetOptions Of(ReadOnlySpan<byte> packet, in InnerPacket inner)
    {
        if (inner.IsIpv6)
        {
            return default;
        }

        // A packet of the borrowed number goes behind a header without options: its own payload
        // would be taken for one.
        var options = packet[20..inner.HeaderLength];
        return new(options, !options.IsEmpty || inner.Next == Protocol);
    }

    /// <summary>Whether the options of a received header are whole words, as in IPv4.</summary>
    public static bool AreWhole(BeetPseudoHeader pseudo) => pseudo.Options.Length % 4 == 0;

    /// <summary>Writes the pseudo header; the result is what Next Header of ESP says.</summary>
    public IpProtocol Write(Span<byte> payload, IpProtocol next)
    {
        if (!_isSent)
        {
            return next;
        }

        payload[0] = next.Value;
        payload[1] = (byte)((Length / 8) - 1);
        payload[2] = (byte)PadLength;
        payload[3] = 0;
        payload.Slice(FixedLength, PadLength).Fill(NoOperation);
        _options.CopyTo(payload[(FixedLength + PadLength)..]);
        return Protocol;
    }
}
