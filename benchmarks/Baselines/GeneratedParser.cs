using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Hsrp;
using Holdfast.Protocol.Ike;

namespace Holdfast.Benchmarks.Baselines;

/// <summary>What of an IKE message is read once it is parsed.</summary>
internal interface IIkeReader
{
    static abstract string Name { get; }

    static abstract IkeFields Read(IkeHeader ike);
}

/// <summary>Holdfast: the views that the generator made out of RFC diagrams.</summary>
internal readonly struct GeneratedParser<TReader> : IPacketParser
    where TReader : struct, IIkeReader
{
    public static string Name => TReader.Name;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (!EthernetHeader.TryParse(frame, out var ethernet, out _)
            || ethernet.EtherType != EtherType.Ipv4
            || !Ipv4Packet.TryParse(frame[ethernet.Octets.Length..], out var ip, out _)
            || ip.MoreFragments || ip.FragmentOffset != 0
            || ip.Protocol != IpProtocol.Udp
            || !UdpDatagram.TryParse(ip.Payload, out var udp, out _))
        {
            return TOutcome.Refused;
        }

        var flow = new Flow(
            ip.SourceAddress.Value, ip.DestinationAddress.Value,
            udp.SourcePort, udp.DestinationPort);
        if (flow.DestinationPort == 4500 || flow.SourcePort == 4500)
        {
            // The non-ESP marker of RFC 3948 §2.2.
            return udp.Payload.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(udp.Payload) == 0
                ? Ike<TOutcome>(flow, udp.Payload[4..])
                : Esp<TOutcome>(flow, udp.Payload);
        }

        if (flow.DestinationPort == 500 || flow.SourcePort == 500)
            return Ike<TOutcome>(flow, udp.Payload);
        return flow.DestinationPort == 1985
            ? Hsrp<TOutcome>(flow, udp.Payload)
            : TOutcome.Refused;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TOutcome Esp<TOutcome>(Flow flow, ReadOnlySpan<byte> packet)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (!EspPacket.TryParse(packet, out var esp, out _))
            return TOutcome.Refused;
        return TOutcome.Esp(
            flow, new EspFields(esp.Spi.Value, esp.SequenceNumber.Value, (uint)esp.Body.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TOutcome Ike<TOutcome>(Flow flow, ReadOnlySpan<byte> message)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (!IkeHeader.TryParse(message, out var ike, out _))
            return TOutcome.Refused;
        return TOutcome.Ike(flow, TReader.Read(ike));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TOutcome Hsrp<TOutcome>(Flow flow, ReadOnlySpan<byte> message)
        where TOutcome : struct, IOutcome<TOutcome>
    {
        if (!HsrpV1.TryParse(message, out var hsrp, out _))
            return TOutcome.Refused;
        return TOutcome.Hsrp(flow, new HsrpFields(
            hsrp.Opcode.Value, hsrp.State.Value, hsrp.HelloTime, hsrp.HoldTime, hsrp.Priority,
            hsrp.Group, BinaryPrimitives.ReadUInt64BigEndian(hsrp.AuthenticationData),
            hsrp.VirtualIp.Value, (uint)hsrp.Tlvs.Count));
    }
}

/// <summary>Reads what the parser's own walk over the payloads left in the view, as C does.</summary>
internal readonly struct ReadChain : IIkeReader
{
    private const int PayloadHeader = 4;

    public static string Name => "Holdfast";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IkeFields Read(IkeHeader ike)
    {
        var payloads = ike.Payloads;
        return new IkeFields(
            ike.InitiatorSpi.Value, ike.ResponderSpi.Value, ike.MessageId.Value, ike.Length,
            ike.NextPayload.Value, ike.MinorVersion, ike.ExchangeType.Value, ike.Flags.Value,
            (uint)payloads.Count, payloads.Ending,
            (uint)(payloads.Octets.Length - (PayloadHeader * payloads.Count)));
    }
}

/// <summary>Goes over the payloads a second time, visiting each: more than C does.</summary>
internal readonly struct VisitPayloads : IIkeReader
{
    public static string Name => "Holdfast, each payload visited";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IkeFields Read(IkeHeader ike)
    {
        uint payloads = 0, ending = ike.NextPayload.Value, octets = 0;
        foreach (var payload in ike.Payloads)
        {
            payloads++;
            ending = payload.NextPayload.Value;
            octets += (uint)payload.Body.Length;
        }

        return new IkeFields(
            ike.InitiatorSpi.Value, ike.ResponderSpi.Value, ike.MessageId.Value, ike.Length,
            ike.NextPayload.Value, ike.MinorVersion, ike.ExchangeType.Value, ike.Flags.Value,
            payloads, ending, octets);
    }
}
