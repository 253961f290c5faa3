namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// A transform ID of IKEv1, RFC 2408 §3.6: a number that means something only within its protocol.
/// </summary>
/// <param name="Value">The number.</param>
public readonly record struct IsakmpTransformId(byte Value)
{
    /// <summary>The name in the registry of the protocol; null: it has none.</summary>
    public string? Name(IsakmpProtocolId protocol) => protocol.Value switch
    {
        1 => new KeyTransform(Value).Name,
        2 => new AhTransform(Value).Name,
        3 => new EspTransform(Value).Name,
        4 => new IpcompTransform(Value).Name,
        _ => null,
    };

    /// <summary>The number in decimal.</summary>
    public override string ToString() =>
        Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
