namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A private key as a library keeps it ready in native memory, which the library cleanses when the
/// key is disposed. Not for two threads at a time.
/// </summary>
internal abstract class LibraryKey : IDisposable
{
    /// <summary>The public octets of an Ed25519 or Ed448 key.</summary>
    internal abstract byte[] PublicOctets(SigningKeyKind kind);

    /// <summary>
    /// Signs by a scheme that fits the key and has room in it, with the library's randomness where
    /// the scheme asks for some.
    /// </summary>
    internal abstract byte[] Sign(SignatureScheme scheme, ReadOnlySpan<byte> message);

    /// <summary>The private power of a number as long as the modulus, RFC 8017 §5.2.1.</summary>
    internal abstract byte[] Power(ReadOnlySpan<byte> number);

    /// <summary>Cleanses the key.</summary>
    public abstract void Dispose();
}
