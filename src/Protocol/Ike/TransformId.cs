namespace Holdfast.Protocol.Ike;

/// <summary>
/// A transform ID, RFC 7296 §3.3.2: a number that means something only within its type.
/// </summary>
/// <param name="Value">The number.</param>
public readonly record struct TransformId(ushort Value)
{
    /// <summary>The name in the registry of the type; null: it has none.</summary>
    public string? Name(TransformType type) => type.Value switch
    {
        1 => new EncryptionAlgorithm(Value).Name,
        2 => new PseudorandomFunction(Value).Name,
        3 => new IntegrityAlgorithm(Value).Name,

        // RFC 9370 §2.2.1: the additional exchanges share the numbers of type 4.
        4 or (>= 6 and <= 12) => new KeyExchangeMethod(Value).Name,
        5 => new SequenceNumberType(Value).Name,
        13 => new KeyWrapAlgorithm(Value).Name,
        14 => new GroupControllerMethod(Value).Name,
        _ => null,
    };

    /// <summary>The number in decimal.</summary>
    public override string ToString() =>
        Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
