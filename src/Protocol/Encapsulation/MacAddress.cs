using System.Globalization;

namespace Holdfast.Protocol.Encapsulation;

/// <summary>A link address of 48 bits, IEEE 802; prints as six octets with colons.</summary>
/// <param name="Value">
/// The address as a number, the first octet highest; the top 16 bits are 0.
/// </param>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Six octets in lower-case hex with colons.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{At(40):x2}:{At(32):x2}:{At(24):x2}:{At(16):x2}:{At(8):x2}:{At(0):x2}");

    private byte At(int shift) => (byte)(Value >> shift);
}
