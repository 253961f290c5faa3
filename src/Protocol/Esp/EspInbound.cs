using System.Runtime.CompilerServices;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Esp;

/// <summary>
/// An inbound SA of ESP: protected IP packets, on IP or in UDP, in; IP packets out, RFC 4303 §3.4.
/// </summary>
public sealed class EspInbound : IpsecInbound
{
    private readonly IpsecSa _sa;
    private readonly EspOptions _options;
    private readonly PacketCipher _cipher;
    private readonly EspOpener _opener;
    private readonly EspDelivery _delivery;
    private readonly TunnelPolicy _policy;
    private readonly bool _isTunnel;

    /// <summary>An SA with its keys in a cipher.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="cipher">The cipher, which is this SA's alone.</param>
    /// <param name="window">The window, of the SA's width.</param>
    /// <param name="options">What is done differently.</param>
    /// <exception cref="ArgumentException">They do not fit each other.</exception>
    public EspInbound(
        IpsecSa sa, PacketCipher cipher, ReplayWindow window, EspOptions? options = null)
        : base(sa, window)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        _sa = sa;
        _options = options ?? EspOptions.Default;
        _cipher = cipher;
        _opener = new(cipher, sa.IsExtended);
        _delivery = new(sa, _options);
        _policy = sa.Policy;
        _isTunnel = sa.Mode == IpsecMode.Tunnel;
    }

    /// <inheritdoc/>
    public override int OutputLengthMax(int packetLength) =>
        packetLength + EspDelivery.HeaderLengthMax;

    private protected override bool TryOpen(
        ReadOnlySpan<byte> packet, Span<byte> output, out Decapsulated opened,
        out PacketRefusal refusal)
    {
        opened = default;
        if (!TryFind(packet, out var place, out var espAt, out var espLength, out refusal))
        {
            return false;
        }

        // RFC 4303 §3.4.2: the SPI names the SA.
        var octets = packet.Slice(espAt, espLength);
        if (!EspPacket.TryParse(octets, out var esp, out var error))
        {
            refusal = PacketRefusal.Of(error, espAt);
            return false;
        }

        if (esp.Spi != _sa.Spi)
        {
            refusal = new(PacketFault.OtherSa, espAt, "SPI");
            return false;
        }

        // RFC 4303 §3.4.3: the window is asked before the ICV is computed.
        var verdict = Window.Check(esp.SequenceNumber, out var number);
        if (verdict != ReplayVerdict.New && _options.RefusesReplays)
        {
            refusal = RefusalOf(verdict, espAt + 4, "Sequence Number");
            return false;
        }

        var textAt = _isTunnel ? 0 : _delivery.TextAt(place);
        if (output.Length < textAt)
        {
            refusal = new(PacketFault.OutputTooSmall, 0, "Total Length");
            return false;
        }

        if (!_opener.TryOpen(octets, number, output[textAt..], out var length, out refusal))
        {
            refusal = refusal with { Offset = espAt + refusal.Offset };
            return false;
        }

        var text = output.Slice(textAt, length);
        if (!TryAccept(verdict, number, espAt, out refusal)
            || !TryTrim(text, espAt + _opener.TextAt, out var payload, out var next, out refusal)
            || !TryFinish(
                packet, place, output[..(textAt + payload)], espAt + _opener.TextAt, next,
                out var written, out refusal))
        {
            // Nothing of a packet that is not delivered stays behind.
            text.Clear();
            return false;
        }

        opened = new(written, number, next);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFind(
        ReadOnlySpan<byte> packet, out IpPlace place, out int espAt, out int espLength,
        out PacketRefusal refusal)
    {
        espAt = 0;
        espLength = 0;
        if (!IpPlace.TryFind(packet, IpProtocol.Esp, IpProtocol.Udp, out place, out refusal))
        {
            return false;
        }

        espAt = place.At;
        espLength = place.Length - place.At;
        return place.Next == IpProtocol.Esp
            || TryFindInUdp(packet, ref espAt, ref espLength, out refusal);
    }

    private static bool TryFindInUdp(
        ReadOnlySpan<byte> packet, ref int espAt, ref int espLength, out PacketRefusal refusal)
    {
        // RFC 7296 §2.23: ESP in UDP is opened whether or not it was agreed on.
        if (!UdpCarrier.TryFind(
            packet.Slice(espAt, espLength), espAt, out espLength, out refusal))
        {
            return false;
        }

        espAt += UdpCarrier.Length;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFinish(
        ReadOnlySpan<byte> packet, IpPlace place, Span<byte> output, int payloadAt,
        IpProtocol next, out int written, out PacketRefusal refusal) => _isTunnel
            ? TunnelExit.TryLeave(
                _policy, packet, output, payloadAt, next, out written, out refusal)
            : _delivery.TryFinish(
                packet, place, output, payloadAt, next, out written, out refusal);

    // The packet is authentic: now, and not before, the window moves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryAccept(
        ReplayVerdict verdict, ulong number, int espAt, out PacketRefusal refusal)
    {
        if (number > AcceptedThrough)
        {
            refusal = new(PacketFault.AwaitsFloor, espAt + 4, "Sequence Number");
            return false;
        }

        // RFC 4303 §3.4.3: without an ICV no packet is known to be the peer's, and none may move
        // the window.
        if (verdict == ReplayVerdict.New && _cipher.IcvLength > 0)
        {
            Window.AcceptNew(number);
        }

        refusal = default;
        return true;
    }

    private bool TryTrim(
        ReadOnlySpan<byte> text, int at, out int payload, out IpProtocol next,
        out PacketRefusal refusal)
    {
        payload = 0;
        next = default;
        if (!EspPlaintext.TryParse(text, out var plaintext, out var error))
        {
            refusal = PacketRefusal.Of(error, at);
            return false;
        }

        payload = plaintext.Payload.Length;
        next = plaintext.NextHeader;
        if (_options.ChecksPadding)
        {
            var padding = plaintext.Padding;
            for (var i = 0; i < padding.Length; i++)
            {
                if (padding[i] != i + 1)
                {
                    refusal = new(PacketFault.BadPadding, at + payload + i, "Padding");
                    return false;
                }
            }
        }

        // RFC 4303 §2.6: dummies are dropped without a word.
        refusal = next == IpProtocol.NoNextHeader
            ? new(PacketFault.Dummy, at + text.Length - 1, "Next Header")
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
    public override string ToString() => $"ESP {_sa.Spi} in, {_cipher}";
}
