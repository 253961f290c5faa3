using Org.BouncyCastle.Crypto.Parameters;

namespace Holdfast.Protocol.Cryptography;

/// <summary>A key on its way into BouncyCastle: in pinned memory, zeroed when disposed.</summary>
internal sealed class BouncyKey : IDisposable
{
    private readonly PinnedArrays _memory = new();

    internal BouncyKey(ReadOnlySpan<byte> key)
    {
        Parameter = Zeroes(key.Length);
        BouncyFields.Key(Parameter) = _memory.Copy(key);
    }

    /// <summary>The key as BouncyCastle takes it; it reads our array.</summary>
    internal KeyParameter Parameter { get; }

    /// <summary>
    /// A key that is none: for BouncyCastle's modes whose engine has its key already, and to
    /// overwrite others.
    /// </summary>
    internal static KeyParameter Zeroes(int length) => new(new byte[length]);

    /// <summary>Zeroes the key.</summary>
    public void Dispose() => _memory.Dispose();
}
