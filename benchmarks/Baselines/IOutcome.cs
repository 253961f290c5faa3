namespace Holdfast.Benchmarks.Baselines;

/// <summary>
/// Source and destination of a UDP datagram. All numbers are as wide as a register: narrow ones
/// would be widened again at each use, which is no work of a parser.
/// </summary>
internal readonly record struct Flow(
    uint Source, uint Destination, uint SourcePort, uint DestinationPort);

/// <summary>The fields of ESP that are in the clear.</summary>
internal readonly record struct EspFields(uint Spi, uint Sequence, uint BodyLength);

/// <summary>
/// The fields of an IKEv2 header, and what the check of its payloads found: their number, the type
/// that stands behind the last (0, or the first type inside an SK payload), the octets of all bodies.
/// </summary>
internal readonly record struct IkeFields(
    ulong InitiatorSpi, ulong ResponderSpi, uint MessageId, uint Length, uint NextPayload,
    uint MinorVersion, uint ExchangeType, uint Flags, uint Payloads, uint Ending,
    uint BodyOctets);

/// <summary>The fields of an HSRP version 1 message.</summary>
internal readonly record struct HsrpFields(
    uint Opcode, uint State, uint HelloTime, uint HoldTime, uint Priority, uint Group,
    ulong Authentication, uint VirtualAddress, uint Tlvs);

/// <summary>
/// What a parser makes of a packet. Every C# parser of the benchmark is generic over it, so that the
/// code that is timed and the code that is compared with C field by field are one.
/// </summary>
internal interface IOutcome<TSelf>
    where TSelf : struct, IOutcome<TSelf>
{
    static abstract TSelf Refused { get; }

    static abstract TSelf Esp(Flow flow, EspFields fields);

    static abstract TSelf Ike(Flow flow, IkeFields fields);

    static abstract TSelf Hsrp(Flow flow, HsrpFields fields);
}
