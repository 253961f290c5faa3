namespace Holdfast.Benchmarks.Baselines;

/// <summary>Source and destination of a UDP datagram, host byte order.</summary>
internal readonly record struct Flow(
    uint Source, uint Destination, ushort SourcePort, ushort DestinationPort);

/// <summary>The fields of ESP that are in the clear.</summary>
internal readonly record struct EspFields(uint Spi, uint Sequence, uint BodyLength);

/// <summary>The fields of an IKEv2 header, and what a walk over its payloads finds.</summary>
internal readonly record struct IkeFields(
    ulong InitiatorSpi, ulong ResponderSpi, uint MessageId, uint Length, byte NextPayload,
    byte MinorVersion, byte ExchangeType, byte Flags, uint Payloads, uint LastPayload,
    uint PayloadOctets);

/// <summary>The fields of an HSRP version 1 message.</summary>
internal readonly record struct HsrpFields(
    byte Opcode, byte State, byte HelloTime, byte HoldTime, byte Priority, byte Group,
    ulong Authentication, uint VirtualAddress);

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
