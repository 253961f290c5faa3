using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Esp;

/// <summary>
/// Makes an IP packet of what ESP carried, by the SA's mode, RFC 4303 §3.4.4.1: the payload stands
/// in the destination already, where its headers leave it room.
/// </summary>
internal sealed class EspDelivery
{
    /// <summary>The most octets that a header in front takes which was not sent.</summary>
    public const int HeaderLengthMax = 40;

    private readonly IpsecSa _sa;
    private readonly BeetAddresses? _inner;
    private readonly TransportSums? _sums;

    public EspDelivery(IpsecSa sa, EspOptions options)
    {
        _sa = sa;
        _inner = sa.Mode == IpsecMode.Beet ? new(sa.InnerOrThrow()) : null;
        _sums = options.NatOriginal is { } original ? new(original) : null;
    }

    /// <summary>Where the decrypted text goes in the destination.</summary>
    public int TextAt(IpPlace place) => _sa.Mode switch
    {
        IpsecMode.Transport => place.At,
        IpsecMode.Tunnel => 0,
        IpsecMode.Beet => _inner!.HeaderLength,
    };

    /// <summary>Makes the packet.</summary>
    /// <param name="packet">What was received.</param>
    /// <param name="place">Where its IP headers end.</param>
    /// <param name="output">The destination up to the end of the payload.</param>
    /// <param name="payloadAt">Where the payload stood in the packet, for refusals.</param>
    /// <param name="next">What the payload is.</param>
    /// <param name="written">Octets of the packet in the destination.</param>
    /// <param name="refusal">Why there is none.</param>
    public bool TryFinish(
        ReadOnlySpan<byte> packet, in IpPlace place, Span<byte> output, int payloadAt,
        IpProtocol next, out int written, out PacketRefusal refusal) => _sa.Mode switch
        {
            IpsecMode.Transport => TryTransport(
                packet, place, output, next, out written, out refusal),
            IpsecMode.Tunnel => TunnelExit.TryLeave(
                _sa.Policy, packet, output, payloadAt, next, out written, out refusal),
            IpsecMode.Beet => TryBeet(packet, output, payloadAt, next, out written, out refusal),
        };

    private bool TryTransport(
        ReadOnlySpan<byte> packet, in IpPlace place, Span<byte> output, IpProtocol next,
        out int written, out PacketRefusal refusal)
    {
        refusal = default;
        written = output.Length;
        if (next == IpProtocol.Udp
            && TransportUdpPayload.TryParse(output[place.At..], out var udp, out _))
        {
            // RFC 4303 §2.7: what UDP's own length leaves only hid the length of the datagram.
            written -= udp.TfcPadding.Length;
        }

        packet[..place.At].CopyTo(output);
        var whole = output[..written];
        TransportHeader.Rewrite(whole, place, next);
        _sums?.PutRight(whole, place, next);
        return true;
    }

    private bool TryBeet(
        ReadOnlySpan<byte> packet, Span<byte> output, int payloadAt, IpProtocol next,
        out int written, out PacketRefusal refusal)
    {
        written = 0;
        InnerPacket.TryRead(packet, 0, out var outer, out _);
        var optionsLength = 0;
        var headerLength = _inner!.HeaderLength;
        if (!_inner.IsIpv6 && next == BeetOptions.Protocol)
        {
            if (!BeetPseudoHeader.TryParse(output[headerLength..], out var pseudo, out var error))
            {
                refusal = PacketRefusal.Of(error, payloadAt);
                return false;
            }

            if (!BeetOptions.AreWhole(pseudo))
            {
                refusal = new(PacketFault.Malformed, payloadAt + 2, "Pad Len");
                return false;
            }

            optionsLength = pseudo.Options.Length;
            if (optionsLength > 40)
            {
                refusal = new(PacketFault.Malformed, payloadAt + 1, "Header Len");
                return false;
            }

            // Options and payload move to the front, over the pseudo header and its padding.
            next = pseudo.NextHeader;
            var gone = pseudo.Octets.Length - optionsLength;
            output[(headerLength + gone)..].CopyTo(output[headerLength..]);
            output = output[..^gone];
        }

        _inner.WriteHeader(output, optionsLength, outer, next);
        written = output.Length;
        refusal = default;
        return true;
    }
}
