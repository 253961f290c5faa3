using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Esp;

/// <summary>The IPv4 options of a packet on their way through BEET mode.</summary>
/// <param name="options">The options of the inner header, perhaps none.</param>
internal readonly ref struct BeetOptions(ReadOnlySpan<byte> options)
{
    /// <summary>The most octets of the pseudo header: 40 of options, 4, and padding.</summary>
    public const int LengthMax = 48;

    private const int FixedLength = 4;
    private const byte NoOperation = 1;

    /// <summary>The number that BEET mode borrows for its pseudo header.</summary>
    public static IpProtocol Protocol => new(94);

    /// <summary>Octets of the pseudo header; 0 where there are no options.</summary>
    public int Length => Options.IsEmpty ? 0 : FixedLength + PadLength + Options.Length;

    private ReadOnlySpan<byte> Options { get; } = options;

    // The whole is a multiple of 8 octets, and options are one of 4.
    private int PadLength => FixedLength - (Options.Length & 4);

    /// <summary>The options of a packet.</summary>
    public static BeetOptions Of(ReadOnlySpan<byte> packet, in InnerPacket inner) =>
        inner.IsIpv6 ? default : new(packet[20..inner.HeaderLength]);

    /// <summary>Writes the pseudo header; the result is what Next Header of ESP says.</summary>
    public IpProtocol Write(Span<byte> payload, IpProtocol next)
    {
        if (Options.IsEmpty)
        {
            return next;
        }

        payload[0] = next.Value;
        payload[1] = (byte)((Length / 8) - 1);
        payload[2] = (byte)PadLength;
        payload[3] = 0;
        payload.Slice(FixedLength, PadLength).Fill(NoOperation);
        Options.CopyTo(payload[(FixedLength + PadLength)..]);
        return Protocol;
    }
}
