using System.Buffers.Binary;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Ah;

/// <summary>
/// An outbound SA of AH: IP packets in, authenticated IP packets out, RFC 4302 §3.3, in transport
/// and tunnel mode.
/// </summary>
public sealed class AhOutbound : IpsecOutbound
{
    private const int HighLength = 4;
    private const int OuterLengthMax = 40;
    private const int IcvLengthMax = 64;

    private readonly IpsecSa _sa;
    private readonly AhIntegrity _integrity;
    private readonly IvSource? _ivs;
    private readonly AhLayout _layout;
    private readonly OuterHeader? _outer;

    /// <summary>An SA with its key.</summary>
    /// <param name="sa">The SA, of transport or tunnel mode and not in UDP.</param>
    /// <param name="integrity">The key.</param>
    /// <param name="sequence">The sequence numbers, of the SA's width.</param>
    /// <param name="ivs">The source of IVs; with GMAC alone.</param>
    /// <param name="options">What is done differently.</param>
    /// <exception cref="ArgumentException">They do not fit each other.</exception>
    public AhOutbound(
        IpsecSa sa, AhIntegrity integrity, OutboundSequence sequence, IvSource? ivs = null,
        AhOptions? options = null)
        : base(sa, sequence)
    {
        AhInbound.Check(sa, integrity);
        if ((ivs?.Length ?? 0) != integrity.IvLength
            || (ivs is not null && ivs.Policy != IvPolicies.Of(integrity.Gmac!)))
        {
            throw new ArgumentException("IVs of another SA", nameof(ivs));
        }

        _sa = sa;
        _integrity = integrity;
        _ivs = ivs;
        _layout = new(
            integrity.IvLength, integrity.IcvLength,
            (options ?? AhOptions.Default).AlignsTo8InIpv4);
        _outer = sa.Mode == IpsecMode.Tunnel
            ? new(sa.OuterOrThrow(), IpProtocol.Ah, null, sa.Policy, sa.Spi)
            : null;
    }

    /// <inheritdoc/>
    public override int OutputLengthMax(int packetLength) =>
        packetLength + OuterLengthMax + _layout.Length(ipv6: true) + HighLength;

    private protected override bool TryProtect(
        ReadOnlySpan<byte> packet, Span<byte> output, out int written,
        out PacketRefusal refusal) => _outer is null
            ? TryTransport(packet, output, out written, out refusal)
            : TryTunnel(_outer, packet, output, out written, out refusal);

    private bool TryTransport(
        ReadOnlySpan<byte> packet, Span<byte> output, out int written, out PacketRefusal refusal)
    {
        written = 0;
        if (!IpPlace.TryInsert(packet, out var place, out refusal))
        {
            return false;
        }

        var length = _layout.Length(place.IsIpv6);
        if (!TryRoom(
            place.Length + length, TransportHeader.PacketLengthMax(place.IsIpv6), output,
            out written, out refusal))
        {
            return false;
        }

        var whole = output[..written];
        packet[..place.At].CopyTo(output);
        packet[place.At..place.Length].CopyTo(output[(place.At + length)..]);
        TransportHeader.Rewrite(whole, place, IpProtocol.Ah);
        if (!TryAuthenticate(output, written, place, length, place.Next, out refusal))
        {
            return false;
        }

        packet[..place.At].CopyTo(output);
        TransportHeader.Rewrite(whole, place, IpProtocol.Ah);
        return true;
    }

    private bool TryTunnel(
        OuterHeader outer, ReadOnlySpan<byte> packet, Span<byte> output, out int written,
        out PacketRefusal refusal)
    {
        written = 0;
        if (!InnerPacket.TryRead(packet, 0, out var inner, out refusal))
        {
            return false;
        }

        var at = outer.Length;
        var length = _layout.Length(outer.IsIpv6);
        if (!TryRoom(
            at + length + inner.Length, outer.PacketLengthMax, output, out written, out refusal))
        {
            return false;
        }

        var payload = output.Slice(at + length, inner.Length);
        packet[..inner.Length].CopyTo(payload);
        if (_sa.Policy.LowersHopLimit && !InnerPacket.TryLowerHopLimit(payload))
        {
            refusal = new(PacketFault.HopLimitUsedUp, inner.HopLimitAt, "Hop Limit");
            return false;
        }

        outer.Write(output[..written], inner, keepsHopLimit: false);
        Span<byte> header = stackalloc byte[OuterLengthMax];
        output[..at].CopyTo(header);
        var place = new IpPlace(outer.IsIpv6, written, at, outer.IsIpv6 ? 6 : 9, IpProtocol.Ah);
        if (!TryAuthenticate(output, written, place, length, inner.Protocol, out refusal))
        {
            return false;
        }

        header[..at].CopyTo(output);
        return true;
    }

    // The headers in front are left in the form that the ICV covers; the caller writes them anew.
    private bool TryAuthenticate(
        Span<byte> output, int written, in IpPlace place, int length, IpProtocol next,
        out PacketRefusal refusal)
    {
        if (!TryZero(output, place, out refusal))
        {
            return false;
        }

        var verdict = Sequence.Take(out var number);
        if (verdict != SequenceVerdict.Taken)
        {
            refusal = new(
                verdict == SequenceVerdict.LeaseUsedUp
                    ? PacketFault.LeaseUsedUp
                    : PacketFault.Exhausted,
                place.At, "Sequence Number Field");
            return false;
        }

        var header = output.Slice(place.At, length);
        AhLayout.Write(header, next, _sa.Spi, number);
        var iv = header.Slice(AhLayout.FixedLength, _layout.IvLength);
        if (_ivs is not null && !_ivs.TryTake(number, iv, out _))
        {
            refusal = new(PacketFault.Exhausted, place.At, "IV");
            return false;
        }

        // RFC 4302 §2.5.1: the high half is covered as if it stood behind the packet.
        BinaryPrimitives.WriteUInt32BigEndian(output[written..], (uint)(number >> 32));
        Span<byte> icv = stackalloc byte[IcvLengthMax];
        icv = icv[.._layout.IcvLength];
        _integrity.Compute(
            output[..(written + (_sa.IsExtended ? HighLength : 0))],
            place.At + AhLayout.FixedLength, icv);
        icv.CopyTo(header[(AhLayout.FixedLength + _layout.IvLength)..]);
        return true;
    }

    private static bool TryZero(Span<byte> output, in IpPlace place, out PacketRefusal refusal) =>
        AhMutableFields.TryZero(output, place, output, out refusal);

    private static bool TryRoom(
        int length, int lengthMax, Span<byte> output, out int written, out PacketRefusal refusal)
    {
        written = length;
        refusal = length > lengthMax ? new(PacketFault.TooLong, 0, "Total Length")
            : length + HighLength > output.Length
                ? new(PacketFault.OutputTooSmall, 0, "Total Length")
                : default;
        return refusal.Fault == PacketFault.None;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _integrity.Dispose();
        }
    }

    /// <summary>The SA and its algorithm, never the key.</summary>
    public override string ToString() => $"AH {_sa.Spi} out, {_integrity}";
}
