using System.Buffers.Binary;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Ah;

/// <summary>
/// An inbound SA of AH: authenticated IP packets in, IP packets out, RFC 4302 §3.4.
/// </summary>
public sealed class AhInbound : IpsecInbound
{
    private const int HighLength = 4;
    private const int IcvLengthMax = 64;

    private readonly IpsecSa _sa;
    private readonly AhIntegrity _integrity;
    private readonly AhLayout _layout;
    private readonly bool _refusesReplays;

    /// <summary>An SA with its key.</summary>
    /// <param name="sa">The SA, of transport or tunnel mode and not in UDP.</param>
    /// <param name="integrity">The key.</param>
    /// <param name="window">The window, of the SA's width.</param>
    /// <param name="options">What is done differently.</param>
    /// <exception cref="ArgumentException">They do not fit each other.</exception>
    public AhInbound(
        IpsecSa sa, AhIntegrity integrity, ReplayWindow window, AhOptions? options = null)
        : base(sa, window)
    {
        Check(sa, integrity);
        options ??= AhOptions.Default;
        _sa = sa;
        _integrity = integrity;
        _layout = new(integrity.IvLength, integrity.IcvLength, options.AlignsTo8InIpv4);
        _refusesReplays = options.RefusesReplays;
    }

    /// <inheritdoc/>
    public override int OutputLengthMax(int packetLength) => packetLength + HighLength;

    internal static void Check(IpsecSa sa, AhIntegrity integrity)
    {
        ArgumentNullException.ThrowIfNull(sa);
        ArgumentNullException.ThrowIfNull(integrity);
        if (sa.Mode == IpsecMode.Beet || sa.Udp is not null)
        {
            throw new ArgumentException("AH knows neither BEET mode nor UDP", nameof(sa));
        }
    }

    private protected override bool TryOpen(
        ReadOnlySpan<byte> packet, Span<byte> output, out Decapsulated opened,
        out PacketRefusal refusal)
    {
        opened = default;
        if (!IpPlace.TryFind(packet, IpProtocol.Ah, IpProtocol.Ah, out var place, out refusal))
        {
            return false;
        }

        if (!AhHeader.TryParse(packet[place.At..place.Length], out var header, out var error))
        {
            refusal = PacketRefusal.Of(error, place.At);
            return false;
        }

        // RFC 4302 §3.4.2: the SPI names the SA.
        if (header.Spi != _sa.Spi)
        {
            refusal = new(PacketFault.OtherSa, place.At + 4, "SPI");
            return false;
        }

        var length = header.Octets.Length;
        if (!_layout.Fits(length, place.IsIpv6))
        {
            refusal = new(PacketFault.Malformed, place.At + 1, "Payload Len");
            return false;
        }

        // RFC 4302 §3.4.3: the window is asked before the ICV is computed.
        var verdict = Window.Check(header.SequenceNumber, out var number);
        if (verdict != ReplayVerdict.New && _refusesReplays)
        {
            refusal = RefusalOf(verdict, place.At + 8, "Sequence Number Field");
            return false;
        }

        return TryAuthentic(packet, place, number, output, out refusal)
            && TryDeliver(
                packet, place, length, header.NextHeader, number, output, out opened, out refusal);
    }

    private bool TryAuthentic(
        ReadOnlySpan<byte> packet, in IpPlace place, ulong number, Span<byte> output,
        out PacketRefusal refusal)
    {
        var whole = place.Length;
        if (output.Length < whole + HighLength)
        {
            refusal = new(PacketFault.OutputTooSmall, 0, "Total Length");
            return false;
        }

        // The destination serves as the form that the ICV covers, and is written anew afterwards.
        packet[..whole].CopyTo(output);
        if (!AhMutableFields.TryZero(packet, place, output, out refusal))
        {
            return false;
        }

        var fieldAt = place.At + AhLayout.FixedLength;
        var icvAt = fieldAt + _layout.IvLength;
        Span<byte> icv = stackalloc byte[IcvLengthMax];
        icv = icv[.._layout.IcvLength];
        packet.Slice(icvAt, icv.Length).CopyTo(icv);
        output.Slice(icvAt, icv.Length).Clear();

        // RFC 4302 §2.5.1: the high half is covered as if it stood behind the packet.
        BinaryPrimitives.WriteUInt32BigEndian(output[whole..], (uint)(number >> 32));
        var covered = output[..(whole + (_sa.IsExtended ? HighLength : 0))];
        if (!_integrity.Verify(covered, fieldAt, icv))
        {
            output[..(whole + HighLength)].Clear();
            refusal = new(
                PacketFault.NotAuthentic, icvAt, "Integrity Check Value-ICV (variable)");
            return false;
        }

        if (number > AcceptedThrough)
        {
            refusal = new(PacketFault.AwaitsFloor, place.At + 8, "Sequence Number Field");
            return false;
        }

        // The packet is authentic: now, and not before, the window moves.
        Window.Accept(number);
        return true;
    }

    private bool TryDeliver(
        ReadOnlySpan<byte> packet, in IpPlace place, int length, IpProtocol next, ulong number,
        Span<byte> output, out Decapsulated opened, out PacketRefusal refusal)
    {
        opened = default;
        var payloadAt = place.At + length;
        var payload = packet[payloadAt..place.Length];
        int written;
        if (_sa.Mode == IpsecMode.Tunnel)
        {
            payload.CopyTo(output);
            if (!TunnelExit.TryLeave(
                _sa.Policy, packet, output[..payload.Length], payloadAt, next,
                out written, out refusal))
            {
                return false;
            }
        }
        else
        {
            refusal = default;
            written = place.At + payload.Length;
            packet[..place.At].CopyTo(output);
            payload.CopyTo(output[place.At..]);
            TransportHeader.Rewrite(output[..written], place, next);
        }

        opened = new(written, number, next);
        return true;
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
    public override string ToString() => $"AH {_sa.Spi} in, {_integrity}";
}
