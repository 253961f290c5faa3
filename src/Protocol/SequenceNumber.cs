using System.Globalization;

namespace Holdfast.Protocol;

/// <summary>
/// The sequence number of ESP and AH as sent: 32 bits, the low half where the SA uses extended
/// numbers (RFC 4303 §2.2.1, RFC 4302 §2.5.1).
/// </summary>
/// <param name="Value">The number; the first packet of an SA has 1.</param>
public readonly record struct SequenceNumber(uint Value)
{
    /// <summary>The number in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
