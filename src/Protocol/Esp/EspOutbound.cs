using System.Runtime.CompilerServices;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Esp;

/// <summary>
/// An outbound SA of ESP: IP packets in, protected IP packets out, RFC 4303 §3.3.
/// </summary>
public sealed class EspOutbound : IpsecOutbound
{
    private readonly IpsecSa _sa;
    private readonly EspOptions _options;
    private readonly PacketCipher _cipher;
    private readonly EspSealer _sealer;
    private readonly OuterHeader? _outer;
    private readonly BeetAddresses? _inner;

    /// <summary>An SA with its keys in a cipher.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="cipher">The cipher, which is this SA's alone.</param>
    /// <param name="ivs">The source of IVs of that cipher's algorithm.</param>
    /// <param name="sequence">The sequence numbers, of the SA's width.</param>
    /// <param name="options">What is done differently.</param>
    /// <exception cref="ArgumentException">They do not fit each other.</exception>
    public EspOutbound(
        IpsecSa sa, PacketCipher cipher, IvSource ivs, OutboundSequence sequence,
        EspOptions? options = null)
        : base(sa, sequence)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        ArgumentNullException.ThrowIfNull(ivs);
        if (ivs.Length != cipher.Encryption.IvLength
            || ivs.Policy != IvPolicies.Of(cipher.Encryption))
        {
            throw new ArgumentException("IVs of another SA", nameof(ivs));
        }

        _sa = sa;
        _options = options ?? EspOptions.Default;
        _cipher = cipher;
        _sealer = new(sa, cipher, ivs, sequence);
        _outer = sa.Mode == IpsecMode.Transport
            ? null
            : new(sa.OuterOrThrow(), IpProtocol.Esp, sa.Udp, sa.Policy, sa.Spi);
        _inner = sa.Mode == IpsecMode.Beet ? new(sa.InnerOrThrow()) : null;
    }

    /// <inheritdoc/>
    public override int OutputLengthMax(int packetLength) =>
        (_outer?.Length ?? 8) + BeetOptions.LengthMax
        + _sealer.SizeOf(Math.Max(packetLength, _options.TfcLength));

    /// <summary>
    /// Makes a dummy packet, RFC 4303 §2.6, that looks like any other and is dropped by the
    /// receiver. In tunnel and BEET mode, where the outer header is this SA's.
    /// </summary>
    /// <param name="payloadLength">Octets that it pretends to carry.</param>
    /// <param name="output">Where the packet goes.</param>
    /// <param name="written">Octets of it.</param>
    /// <param name="refusal">Why not.</param>
    /// <exception cref="InvalidOperationException">The SA is of transport mode.</exception>
    public bool TryEncapsulateDummy(
        int payloadLength, Span<byte> output, out int written, out PacketRefusal refusal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        var outer = _outer ?? throw new InvalidOperationException("No outer header is known");
        var inner = new InnerPacket(
            false, payloadLength, 0, 0, true, 0, _sa.Policy.HopLimit, IpProtocol.NoNextHeader);
        var good = TryRoom(
            outer.Length + _sealer.SizeOf(payloadLength), outer.PacketLengthMax, output,
            out written, out refusal);
        if (good)
        {
            output.Slice(outer.Length + _sealer.PayloadAt, payloadLength).Clear();
            good = TrySealBehind(
                outer, inner, output[..written], payloadLength, IpProtocol.NoNextHeader,
                out refusal);
        }

        return Count(good, output, ref written, refusal.Fault);
    }

    private protected override bool TryProtect(
        ReadOnlySpan<byte> packet, Span<byte> output, out int written,
        out PacketRefusal refusal) => _sa.Mode switch
        {
            IpsecMode.Transport => TryTransport(packet, output, out written, out refusal),
            IpsecMode.Tunnel => TryTunnel(packet, output, out written, out refusal),
            IpsecMode.Beet => TryBeet(packet, output, out written, out refusal),
        };

    private bool TryTunnel(
        ReadOnlySpan<byte> packet, Span<byte> output, out int written, out PacketRefusal refusal)
    {
        written = 0;
        if (!InnerPacket.TryRead(packet, 0, out var inner, out refusal))
        {
            return false;
        }

        var outer = _outer!;
        var length = Math.Max(inner.Length, _options.TfcLength);
        if (!TryRoom(
            outer.Length + _sealer.SizeOf(length), outer.PacketLengthMax, output,
            out written, out refusal))
        {
            return false;
        }

        var payload = output.Slice(outer.Length + _sealer.PayloadAt, length);
        packet[..inner.Length].CopyTo(payload);
        payload[inner.Length..].Clear();
        if (_sa.Policy.LowersHopLimit && !InnerPacket.TryLowerHopLimit(payload))
        {
            refusal = new(PacketFault.HopLimitUsedUp, inner.HopLimitAt, "Hop Limit");
            return false;
        }

        return TrySealBehind(outer, inner, output[..written], length, inner.Protocol, out refusal);
    }

    private bool TryTransport(
        ReadOnlySpan<byte> packet, Span<byte> output, out int written, out PacketRefusal refusal)
    {
        written = 0;
        if (!IpPlace.TryInsert(packet, out var place, out refusal))
        {
            return false;
        }

        var own = place.Length - place.At;
        var length = place.Next == IpProtocol.Udp ? Math.Max(own, _options.TfcLength) : own;
        var espAt = place.At + (_sa.Udp is null ? 0 : UdpCarrier.Length);
        if (!TryRoom(
            espAt + _sealer.SizeOf(length), TransportHeader.PacketLengthMax(place.IsIpv6), output,
            out written, out refusal))
        {
            return false;
        }

        packet[..place.At].CopyTo(output);
        var payload = output.Slice(espAt + _sealer.PayloadAt, length);
        packet.Slice(place.At, own).CopyTo(payload);
        payload[own..].Clear();
        var whole = output[..written];
        if (!_sealer.TrySeal(whole[espAt..], length, place.Next, out refusal))
        {
            return false;
        }

        if (_sa.Udp is { } ports)
        {
            TransportHeader.Rewrite(whole, place, IpProtocol.Udp);
            UdpCarrier.Write(whole, place, ports);
        }
        else
        {
            TransportHeader.Rewrite(whole, place, IpProtocol.Esp);
        }

        return true;
    }

    private bool TryBeet(
        ReadOnlySpan<byte> packet, Span<byte> output, out int written, out PacketRefusal refusal)
    {
        written = 0;
        if (!InnerPacket.TryRead(packet, 0, out var inner, out refusal)
            || !_inner!.TryMatch(packet, inner, out refusal))
        {
            return false;
        }

        var outer = _outer!;
        var options = BeetOptions.Of(packet, inner);
        var body = inner.Length - inner.HeaderLength;
        var length = options.Length + body;
        if (!TryRoom(
            outer.Length + _sealer.SizeOf(length), outer.PacketLengthMax, output,
            out written, out refusal))
        {
            return false;
        }

        var payload = output.Slice(outer.Length + _sealer.PayloadAt, length);
        var next = options.Write(payload, inner.Next);
        packet.Slice(inner.HeaderLength, body).CopyTo(payload[options.Length..]);
        return TrySealBehind(outer, inner, output[..written], length, next, out refusal);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySealBehind(
        OuterHeader outer, in InnerPacket inner, Span<byte> whole, int payloadLength,
        IpProtocol next, out PacketRefusal refusal)
    {
        if (!_sealer.TrySeal(whole[outer.Length..], payloadLength, next, out refusal))
        {
            return false;
        }

        outer.Write(whole, inner, keepsHopLimit: _sa.Mode == IpsecMode.Beet);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRoom(
        int length, int lengthMax, Span<byte> output, out int written, out PacketRefusal refusal)
    {
        written = length;
        refusal = length > lengthMax ? new(PacketFault.TooLong, 0, "Total Length")
            : length > output.Length ? new(PacketFault.OutputTooSmall, 0, "Total Length")
            : default;
        return refusal.Fault == PacketFault.None;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cipher.Dispose();
        }
    }

    /// <summary>The SA and its algorithms, never a key.</summary>
    public override string ToString() => $"ESP {_sa.Spi} out, {_cipher}";
}
