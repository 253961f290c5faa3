namespace Holdfast.Protocol.Cryptography;

/// <summary>A cipher without integrity: what <see cref="EncryptThenMac"/> encrypts with.</summary>
internal abstract class TextCipher : IDisposable
{
    /// <summary>Encrypts in place.</summary>
    internal abstract void Encrypt(ReadOnlySpan<byte> iv, Span<byte> text);

    /// <summary>Decrypts; both are the same memory, or none of it.</summary>
    internal abstract void Decrypt(
        ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> text);

    /// <summary>Zeroes the key.</summary>
    public abstract void Dispose();
}

/// <summary>No encryption, RFC 2410.</summary>
internal sealed class NullText : TextCipher
{
    internal override void Encrypt(ReadOnlySpan<byte> iv, Span<byte> text)
    {
    }

    internal override void Decrypt(
        ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> text) =>
        ciphertext.CopyTo(text);

    public override void Dispose()
    {
    }
}
