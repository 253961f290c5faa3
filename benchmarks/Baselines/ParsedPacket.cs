using System.Runtime.InteropServices;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Baselines;

/// <summary>All fields of a packet, kept: for the comparison of one parser with another.</summary>
internal readonly record struct ParsedPacket(
    PacketKind Kind, Flow Flow, EspFields EspFields, IkeFields IkeFields, HsrpFields HsrpFields)
    : IOutcome<ParsedPacket>
{
    public static ParsedPacket Refused => default;

    public static ParsedPacket Esp(Flow flow, EspFields fields) =>
        new(PacketKind.Esp, flow, fields, default, default);

    public static ParsedPacket Ike(Flow flow, IkeFields fields) =>
        new(PacketKind.Ike, flow, default, fields, default);

    public static ParsedPacket Hsrp(Flow flow, HsrpFields fields) =>
        new(PacketKind.Hsrp, flow, default, default, fields);

    /// <summary>What the C peer filled in.</summary>
    internal static ParsedPacket From(in PeerPacket peer)
    {
        var flow = new Flow(
            peer.Source, peer.Destination, peer.SourcePort, peer.DestinationPort);
        return (PacketKind)peer.Kind switch
        {
            PacketKind.Esp => Esp(flow, peer.Esp),
            PacketKind.Ike => Ike(flow, peer.Ike),
            PacketKind.Hsrp => Hsrp(flow, peer.Hsrp),
            PacketKind.Refused => Refused,
        };
    }
}

/// <summary>The C peer's struct peer_packet: three layouts over the same octets.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal readonly struct PeerPacket
{
    [FieldOffset(0)] internal readonly uint Kind;
    [FieldOffset(4)] internal readonly uint Source;
    [FieldOffset(8)] internal readonly uint Destination;
    [FieldOffset(12)] internal readonly ushort SourcePort;
    [FieldOffset(14)] internal readonly ushort DestinationPort;
    [FieldOffset(16)] private readonly uint _espSpi;
    [FieldOffset(20)] private readonly uint _espSequence;
    [FieldOffset(24)] private readonly uint _espBodyLength;
    [FieldOffset(16)] private readonly ulong _initiatorSpi;
    [FieldOffset(24)] private readonly ulong _responderSpi;
    [FieldOffset(32)] private readonly uint _messageId;
    [FieldOffset(36)] private readonly uint _length;
    [FieldOffset(40)] private readonly byte _nextPayload;
    [FieldOffset(41)] private readonly byte _minorVersion;
    [FieldOffset(42)] private readonly byte _exchangeType;
    [FieldOffset(43)] private readonly byte _flags;
    [FieldOffset(44)] private readonly uint _payloads;
    [FieldOffset(48)] private readonly uint _ending;
    [FieldOffset(52)] private readonly uint _bodyOctets;
    [FieldOffset(16)] private readonly ulong _authentication;
    [FieldOffset(24)] private readonly uint _virtualAddress;
    [FieldOffset(28)] private readonly uint _tlvs;
    [FieldOffset(32)] private readonly byte _opcode;
    [FieldOffset(33)] private readonly byte _state;
    [FieldOffset(34)] private readonly byte _helloTime;
    [FieldOffset(35)] private readonly byte _holdTime;
    [FieldOffset(36)] private readonly byte _priority;
    [FieldOffset(37)] private readonly byte _group;

    internal EspFields Esp => new(_espSpi, _espSequence, _espBodyLength);

    internal IkeFields Ike => new(
        _initiatorSpi, _responderSpi, _messageId, _length, _nextPayload, _minorVersion,
        _exchangeType, _flags, _payloads, _ending, _bodyOctets);

    internal HsrpFields Hsrp => new(
        _opcode, _state, _helloTime, _holdTime, _priority, _group, _authentication,
        _virtualAddress, _tlvs);
}
