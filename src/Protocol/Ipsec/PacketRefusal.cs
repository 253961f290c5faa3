using Holdfast.Codec;

namespace Holdfast.Protocol.Ipsec;

/// <summary>Why a packet is refused, told at a field and an octet.</summary>
/// <param name="Fault">The kind.</param>
/// <param name="Offset">Octets from the start of the packet that was handed in.</param>
/// <param name="Field">The field at fault, an interned literal.</param>
public readonly record struct PacketRefusal(PacketFault Fault, int Offset, string Field)
{
    /// <summary>What does not parse, <paramref name="at"/> octets into the packet.</summary>
    public static PacketRefusal Of(DecodeError error, int at = 0) =>
        new(PacketFault.Malformed, at + error.Offset, error.Field);

    /// <summary>For example "NotAuthentic in Integrity Check Value-ICV at octet 76".</summary>
    public override string ToString() => $"{Fault} in {Field} at octet {Offset}";
}
