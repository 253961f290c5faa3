using System.Buffers.Binary;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Ah;

/// <summary>
/// An inbound SA of AH: authenticated IP packets in, IP packets out, RFC 4302 §3.4. First the SPI,
/// then the window, then the ICV, and only then does the window move. It owns the key. Allocates
/// nothing for a packet; not for two threads at a time.
/// </summary>
public sealed class AhInbound : IDisposable
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
    {
        Check(sa, integrity);
        ArgumentNullException.ThrowIfNull(window);
        if (window.IsExtended != sa.IsExtended)
        {
            throw new ArgumentException("A window of another width", nameof(window));
        }

        options ??= AhOptions.Default;
        _sa = sa;
        _integrity = integrity;
        _layout = new(integrity.IvLength, integrity.IcvLength, options.AlignsTo8InIpv4);
        _refusesReplays = options.RefusesReplays;
        Window = window;
    }

    /// <summary>The window.</summary>
    public ReplayWindow Window { get; }

    /// <summary>
    /// The highest number that is accepted so far: the floor that a standby has acknowledged;
    /// without a standby the last that there is.
    /// </summary>
    public ulong AcceptedThrough { get; set; } = ulong.MaxValue;

    /// <summary>What went through and what was refused.</summary>
    public PacketCounts Counts { get; } = new();

    /// <summary>So many octets of destination suffice for a packet of that length.</summary>
    public int OutputLengthMax(int packetLength) => packetLength + HighLength;

    /// <summary>Verifies a packet and takes AH out of it.</summary>
    /// <param name="packet">
    /// An IP packet with AH; octets behind its own length are left over.
    /// </param>
    /// <param name="output">
    /// Where the result goes, <see cref="OutputLengthMax"/> octets; none of the packet's memory.
    /// </param>
    /// <param name="opened">The packet that came out.</param>
    /// <param name="refusal">Why none did, told at an octet of <paramref name="packet"/>.</param>
    public bool TryDecapsulate(
        ReadOnlySpan<byte> packet, Span<byte> output, out Decapsulated opened,
        out PacketRefusal refusal)
    {
        if (TryVerify(packet, output, out opened, out refusal))
        {
            Counts.Pass(opened.Written);
            return true;
        }

        Counts.Refuse(refusal.Fault);
        opened = default;
        return false;
    }

    /// <summary>Verifies a batch; the result is how many went through.</summary>
    public int Decapsulate(Span<PacketJob> jobs)
    {
        var passed = 0;
        foreach (ref var job in jobs)
        {
            passed += TryDecapsulate(
                job.Packet.Span, job.Output.Span, out var opened, out var refusal) ? 1 : 0;
            job.Written = opened.Written;
            job.Refusal = refusal;
        }

        return passed;
    }

    internal static void Check(IpsecSa sa, AhIntegrity integrity)
    {
        ArgumentNullException.ThrowIfNull(sa);
        ArgumentNullException.ThrowIfNull(integrity);
        if (sa.Mode == IpsecMode.Beet || sa.Udp is not null)
        {
            throw new ArgumentException("AH knows neither BEET mode nor UDP", nameof(sa));
        }
    }

    private bool TryVerify(
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
            refusal = new(
                verdict == ReplayVerdict.Duplicate ? PacketFault.Duplicate : PacketFault.TooOld,
                place.At + 8, "Sequence Number Field");
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

    /// <summary>Zeroes the key.</summary>
    public void Dispose() => _integrity.Dispose();

    /// <summary>The SA and its algorithm, never the key.</summary>
    public override string ToString() => $"AH {_sa.Spi} in, {_integrity}";
}
