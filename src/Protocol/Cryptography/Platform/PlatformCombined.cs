using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>GCM, CCM and ChaCha20-Poly1305 of the platform.</summary>
internal sealed class PlatformCombined : PacketCipher
{
    private const int NonceMax = 12;

    private readonly Secret _salt;
    private readonly AesGcm? _gcm;
    private readonly AesCcm? _ccm;
    private readonly ChaCha20Poly1305? _chaCha;

    internal PlatformCombined(EncryptionSpec encryption, ReadOnlySpan<byte> keyAndSalt)
        : base(encryption, IntegritySpec.None)
    {
        var key = keyAndSalt[..encryption.KeyLength];
        _salt = new Secret(keyAndSalt[encryption.KeyLength..]);
        switch (encryption.Mode)
        {
            case CipherMode.Gcm:
                _gcm = new AesGcm(key, encryption.IcvLength);
                break;
            case CipherMode.Ccm:
                _ccm = new AesCcm(key);
                break;
            case CipherMode.ChaCha20Poly1305:
                _chaCha = new ChaCha20Poly1305(key);
                break;
            case CipherMode.Null or CipherMode.Cbc or CipherMode.Ctr or CipherMode.Gmac:
                throw new UnreachableException($"{encryption} is none of these.");
        }
    }

    [SkipLocalsInit]
    protected override void SealCore(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        Span<byte> text,
        ReadOnlySpan<byte> appendix,
        Span<byte> icv)
    {
        Span<byte> nonce = (stackalloc byte[NonceMax])[..Nonce.Length(Encryption)];
        Nonce.Write(Encryption, _salt.Span, iv, nonce);
        _gcm?.Encrypt(nonce, text, text, icv, header);
        _ccm?.Encrypt(nonce, text, text, icv, header);
        _chaCha?.Encrypt(nonce, text, text, icv, header);
    }

    [SkipLocalsInit]
    protected override bool OpenCore(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> appendix,
        ReadOnlySpan<byte> icv,
        Span<byte> text)
    {
        Span<byte> nonce = (stackalloc byte[NonceMax])[..Nonce.Length(Encryption)];
        Nonce.Write(Encryption, _salt.Span, iv, nonce);
        try
        {
            _gcm?.Decrypt(nonce, ciphertext, icv, text, header);
            _ccm?.Decrypt(nonce, ciphertext, icv, text, header);
            _chaCha?.Decrypt(nonce, ciphertext, icv, text, header);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            // The platform has no other way to say it.
            return false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _salt.Dispose();
            _gcm?.Dispose();
            _ccm?.Dispose();
            _chaCha?.Dispose();
        }
    }
}
