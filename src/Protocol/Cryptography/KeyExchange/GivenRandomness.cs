using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The caller's octets where BouncyCastle asks for a random source: each is given out once, and
/// asking for more than there are is a bug.
/// </summary>
internal sealed class GivenRandomness(Secret octets) : IRandomGenerator
{
    private int _next;

    /// <summary>A source that gives out those octets; they stay the caller's to dispose.</summary>
    public static SecureRandom Source(Secret octets) => new(new GivenRandomness(octets));

    // What is given decides all: a seed from elsewhere would be a bug.
    /// <inheritdoc/>
    public void AddSeedMaterial(byte[] seed) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void AddSeedMaterial(ReadOnlySpan<byte> seed) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void AddSeedMaterial(long seed) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void NextBytes(byte[] bytes) => NextBytes(bytes.AsSpan());

    /// <inheritdoc/>
    public void NextBytes(byte[] bytes, int start, int len) => NextBytes(bytes.AsSpan(start, len));

    /// <inheritdoc/>
    public void NextBytes(Span<byte> bytes)
    {
        octets.Span.Slice(_next, bytes.Length).CopyTo(bytes);
        GC.KeepAlive(octets);
        _next += bytes.Length;
    }
}
