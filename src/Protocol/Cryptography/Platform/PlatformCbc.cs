using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>AES in CBC mode without padding, RFC 3602, of the platform.</summary>
internal sealed class PlatformCbc : TextCipher
{
    private readonly Aes _aes = Aes.Create();

    internal PlatformCbc(ReadOnlySpan<byte> key) => _aes.SetKey(key);

    internal override void Encrypt(ReadOnlySpan<byte> iv, Span<byte> text) =>
        _aes.EncryptCbc(text, iv, text, PaddingMode.None);

    internal override void Decrypt(
        ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> text) =>
        _aes.DecryptCbc(ciphertext, iv, text, PaddingMode.None);

    public override void Dispose() => _aes.Dispose();
}
