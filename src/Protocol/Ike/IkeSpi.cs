namespace Holdfast.Protocol.Ike;

/// <summary>
/// The 64-bit SPI of an IKE SA, RFC 7296 §2.6; in IKEv1 called cookie (RFC 2408 §2.5.3).
/// </summary>
/// <param name="Value">The number; 0 where there is no SPI yet.</param>
public readonly record struct IkeSpi(ulong Value)
{
    /// <summary>Sixteen lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("x16");
}
