namespace Holdfast.Protocol.Cryptography;

/// <summary>AES with a key of 16 octets, block by block: what XCBC is made of.</summary>
internal abstract class BlockEncryptor : IDisposable
{
    /// <summary>Octets of a block and of the key.</summary>
    internal const int Block = 16;

    /// <summary>Takes this key instead of the one before.</summary>
    internal abstract void SetKey(ReadOnlySpan<byte> key);

    /// <summary>Encrypts a block in place.</summary>
    internal abstract void Encrypt(Span<byte> block);

    /// <summary>Zeroes the key where the library does so.</summary>
    public abstract void Dispose();
}
