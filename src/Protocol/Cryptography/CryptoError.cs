namespace Holdfast.Protocol.Cryptography;

/// <summary>Why something cryptographic is refused.</summary>
public enum CryptoFault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The algorithm is not known or not supported here.</summary>
    Unsupported,

    /// <summary>The algorithm is legacy, or only for reading, and was not asked for.</summary>
    NotAllowed,

    /// <summary>Something that has one length has another.</summary>
    WrongLength,

    /// <summary>A public value outside its group, or one that gives the secret away.</summary>
    BadPublicValue,

    /// <summary>An ICV, tag, hash or signature does not fit.</summary>
    NotAuthentic,

    /// <summary>Octets do not parse as what they should be.</summary>
    Malformed,

    /// <summary>A counter, window or lifetime is used up: the SA has to be rekeyed.</summary>
    Exhausted,
}

/// <summary>Why something cryptographic is refused, and of what it is told.</summary>
/// <param name="Fault">The kind.</param>
/// <param name="Subject">Algorithm, field or value at fault; never a secret.</param>
public readonly record struct CryptoError(CryptoFault Fault, string Subject)
{
    /// <summary>For example "Unsupported: ENCR_IDEA".</summary>
    public override string ToString() => $"{Fault}: {Subject}";
}
