namespace Holdfast.Protocol.Ike;

/// <summary>
/// The message ID of an IKE message, RFC 7296 §2.2 (in IKEv1 a random number, RFC 2408 §3.1).
/// </summary>
/// <param name="Value">The number.</param>
public readonly record struct MessageId(uint Value)
{
    /// <summary>The number in decimal.</summary>
    public override string ToString() =>
        Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
