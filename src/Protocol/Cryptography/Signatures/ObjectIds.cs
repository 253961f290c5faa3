namespace Holdfast.Protocol.Cryptography;

/// <summary>The contents of the OBJECT IDENTIFIERs of keys and signatures.</summary>
internal static class ObjectIds
{
    /// <summary>rsaEncryption, 1.2.840.113549.1.1.1, RFC 8017 appendix A.1.</summary>
    public static ReadOnlySpan<byte> Rsa => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];

    /// <summary>id-mgf1, 1.2.840.113549.1.1.8, RFC 8017 appendix A.2.3.</summary>
    public static ReadOnlySpan<byte> Mgf1 => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];

    /// <summary>id-RSASSA-PSS, 1.2.840.113549.1.1.10, RFC 8017 appendix A.2.3.</summary>
    public static ReadOnlySpan<byte> RsaPss => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];

    /// <summary>id-ecPublicKey, 1.2.840.10045.2.1, RFC 5480 §2.1.1.</summary>
    public static ReadOnlySpan<byte> EcPublicKey => [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];

    /// <summary>id-Ed25519, 1.3.101.112, RFC 8410 §3.</summary>
    public static ReadOnlySpan<byte> Ed25519 => [0x2b, 0x65, 112];

    /// <summary>id-Ed448, 1.3.101.113, RFC 8410 §3.</summary>
    public static ReadOnlySpan<byte> Ed448 => [0x2b, 0x65, 113];

    /// <summary>The hash itself, RFC 8017 appendix B.1.</summary>
    public static ReadOnlySpan<byte> Of(SignatureHash hash) => hash switch
    {
        SignatureHash.Sha1 => [0x2b, 14, 3, 2, 26],
        SignatureHash.Sha256 => [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1],
        SignatureHash.Sha384 => [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2],
        SignatureHash.Sha512 => [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3],
    };

    /// <summary>RSASSA-PKCS1-v1_5 with the hash, RFC 8017 appendix A.2.4.</summary>
    public static ReadOnlySpan<byte> RsaWith(SignatureHash hash) => hash switch
    {
        SignatureHash.Sha1 => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5],
        SignatureHash.Sha256 => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11],
        SignatureHash.Sha384 => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 12],
        SignatureHash.Sha512 => [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 13],
    };

    /// <summary>ECDSA with the hash, RFC 5758 §3.2.</summary>
    public static ReadOnlySpan<byte> EcdsaWith(SignatureHash hash) => hash switch
    {
        SignatureHash.Sha1 => [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1],
        SignatureHash.Sha256 => [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2],
        SignatureHash.Sha384 => [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3],
        SignatureHash.Sha512 => [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4],
    };

    /// <summary>The curve of a kind of key, RFC 5480 §2.1.1.1 and RFC 5639 §4.1.</summary>
    public static ReadOnlySpan<byte> OfCurve(SigningKeyKind kind) => kind switch
    {
        SigningKeyKind.P256 => [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7],
        SigningKeyKind.P384 => [0x2b, 0x81, 4, 0, 34],
        SigningKeyKind.P521 => [0x2b, 0x81, 4, 0, 35],
        SigningKeyKind.Brainpool256 => [0x2b, 36, 3, 3, 2, 8, 1, 1, 7],
        SigningKeyKind.Brainpool384 => [0x2b, 36, 3, 3, 2, 8, 1, 1, 11],
        SigningKeyKind.Brainpool512 => [0x2b, 36, 3, 3, 2, 8, 1, 1, 13],
        SigningKeyKind.Rsa or SigningKeyKind.Ed25519 or SigningKeyKind.Ed448 => [],
    };
}
