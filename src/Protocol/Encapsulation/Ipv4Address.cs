using System.Globalization;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>An IPv4 address, RFC 791 §2.3; prints with dots.</summary>
/// <param name="Value">The address as a number, the first octet highest.</param>
public readonly record struct Ipv4Address(uint Value)
{
    /// <summary>Four decimal numbers with dots.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Value >> 24}.{(byte)(Value >> 16)}.{(byte)(Value >> 8)}.{(byte)Value}");
}
