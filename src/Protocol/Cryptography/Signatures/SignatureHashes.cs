using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;

namespace Holdfast.Protocol.Cryptography;

/// <summary>What each hash of a signature is, here, in the platform and in BouncyCastle.</summary>
internal static class SignatureHashes
{
    /// <summary>Every hash.</summary>
    public static ReadOnlySpan<SignatureHash> All =>
        [SignatureHash.Sha1, SignatureHash.Sha256, SignatureHash.Sha384, SignatureHash.Sha512];

    /// <summary>Octets of the hash.</summary>
    public static int Length(this SignatureHash hash) => hash switch
    {
        SignatureHash.Sha1 => 20,
        SignatureHash.Sha256 => 32,
        SignatureHash.Sha384 => 48,
        SignatureHash.Sha512 => 64,
    };

    /// <summary>The name of the registry of hash algorithms.</summary>
    public static string Label(this SignatureHash hash) => hash switch
    {
        SignatureHash.Sha1 => "SHA1",
        SignatureHash.Sha256 => "SHA2-256",
        SignatureHash.Sha384 => "SHA2-384",
        SignatureHash.Sha512 => "SHA2-512",
    };

    /// <summary>The platform's name.</summary>
    public static HashAlgorithmName Name(this SignatureHash hash) => hash switch
    {
        SignatureHash.Sha1 => HashAlgorithmName.SHA1,
        SignatureHash.Sha256 => HashAlgorithmName.SHA256,
        SignatureHash.Sha384 => HashAlgorithmName.SHA384,
        SignatureHash.Sha512 => HashAlgorithmName.SHA512,
    };

    /// <summary>BouncyCastle's function.</summary>
    public static IDigest Digest(this SignatureHash hash) => hash switch
    {
        SignatureHash.Sha1 => new Sha1Digest(),
        SignatureHash.Sha256 => new Sha256Digest(),
        SignatureHash.Sha384 => new Sha384Digest(),
        SignatureHash.Sha512 => new Sha512Digest(),
    };

    /// <summary>The hash of a message.</summary>
    public static byte[] Compute(this SignatureHash hash, ReadOnlySpan<byte> message) =>
        hash switch
        {
#pragma warning disable CA5350 // RFC 7296 §3.8 has SHA-1 as the default of method 1.
            SignatureHash.Sha1 => SHA1.HashData(message),
#pragma warning restore CA5350
            SignatureHash.Sha256 => SHA256.HashData(message),
            SignatureHash.Sha384 => SHA384.HashData(message),
            SignatureHash.Sha512 => SHA512.HashData(message),
        };
}
