namespace Holdfast.Protocol.Nhrp;

/// <summary>
/// The flags of the mandatory part, RFC 2332 §5.2.1 to §5.2.6; the meaning of the first bits
/// depends on the packet type. Prints as 4 hex digits.
/// </summary>
/// <param name="Value">All 16 bits.</param>
public readonly record struct NhrpFlags(ushort Value)
{
    /// <summary>Resolution (Q): the sender is a router.</summary>
    public bool IsRouter => (Value & 0x8000) != 0;

    /// <summary>Resolution (A): authoritative information only.</summary>
    public bool IsAuthoritative => (Value & 0x4000) != 0;

    /// <summary>Resolution reply (D): the destination binding is stable.</summary>
    public bool IsDestinationStable => (Value & 0x2000) != 0;

    /// <summary>Resolution (U): the binding is unique.</summary>
    public bool IsResolutionUnique => (Value & 0x1000) != 0;

    /// <summary>Resolution (S): the source binding is stable.</summary>
    public bool IsSourceStable => (Value & 0x0800) != 0;

    /// <summary>Registration (U): the binding is unique.</summary>
    public bool IsRegistrationUnique => (Value & 0x8000) != 0;

    /// <summary>Purge (N): no reply is wanted.</summary>
    public bool WantsNoReply => (Value & 0x8000) != 0;

    /// <summary>Any type, not in the RFC: the sender knows the NAT address extension.</summary>
    public bool KnowsNat => (Value & 0x0002) != 0;

    /// <summary>Four lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("x4");
}
