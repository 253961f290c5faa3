using System.Runtime.CompilerServices;

namespace Holdfast.Benchmarks.Baselines;

/// <summary>The sum of all fields: keeps every field alive in a timed loop at next to no cost.</summary>
internal readonly record struct FieldSum(ulong Value) : IOutcome<FieldSum>
{
    public static FieldSum Refused => new(1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldSum Esp(Flow flow, EspFields fields) =>
        new(Sum(flow) + fields.Spi + fields.Sequence + fields.BodyLength);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldSum Ike(Flow flow, IkeFields fields) =>
        new(Sum(flow) + fields.InitiatorSpi + fields.ResponderSpi + fields.MessageId + fields.Length
            + fields.NextPayload + fields.MinorVersion + fields.ExchangeType + fields.Flags
            + fields.Payloads + fields.Ending + fields.BodyOctets);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldSum Hsrp(Flow flow, HsrpFields fields) =>
        new(Sum(flow) + fields.Opcode + fields.State + fields.HelloTime + fields.HoldTime
            + fields.Priority + fields.Group + fields.Authentication + fields.VirtualAddress
            + fields.Tlvs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Sum(Flow flow) =>
        (ulong)flow.Source + flow.Destination + flow.SourcePort + flow.DestinationPort;
}
