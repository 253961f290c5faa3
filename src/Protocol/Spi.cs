namespace Holdfast.Protocol;

/// <summary>
/// The 32-bit Security Parameters Index of ESP and AH, RFC 4301 §4.1; prints as 8 hex digits.
/// </summary>
/// <param name="Value">The number; 0 never stands on the wire (RFC 4303 §2.1).</param>
public readonly record struct Spi(uint Value)
{
    /// <summary>Eight lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("x8");
}
