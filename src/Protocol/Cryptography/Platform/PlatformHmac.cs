using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>HMAC of the platform, RFC 2104.</summary>
internal sealed class PlatformHmac : Mac
{
    private const int LengthMax = 64;

    private readonly IncrementalHash _hash;

    internal PlatformHmac(MacAlgorithm algorithm, ReadOnlySpan<byte> key)
        : base(algorithm) => _hash = IncrementalHash.CreateHMAC(Hash(algorithm), key);

    public override void Append(ReadOnlySpan<byte> piece) => _hash.AppendData(piece);

    [SkipLocalsInit]
    public override void Finish(Span<byte> destination)
    {
        if (destination.Length == Length)
        {
            _hash.GetHashAndReset(destination);
            return;
        }

        Span<byte> whole = (stackalloc byte[LengthMax])[..Length];
        _hash.GetHashAndReset(whole);
        whole[..destination.Length].CopyTo(destination);

        // A result may be a key: none of it stays on the stack.
        CryptographicOperations.ZeroMemory(whole);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }
    }

    private static HashAlgorithmName Hash(MacAlgorithm algorithm) => algorithm switch
    {
        MacAlgorithm.HmacMd5 => HashAlgorithmName.MD5,
        MacAlgorithm.HmacSha1 => HashAlgorithmName.SHA1,
        MacAlgorithm.HmacSha256 => HashAlgorithmName.SHA256,
        MacAlgorithm.HmacSha384 => HashAlgorithmName.SHA384,
        MacAlgorithm.HmacSha512 => HashAlgorithmName.SHA512,
        MacAlgorithm.None or MacAlgorithm.AesXcbc or MacAlgorithm.AesCmac =>
            throw new UnreachableException($"{algorithm} is no HMAC."),
    };
}
