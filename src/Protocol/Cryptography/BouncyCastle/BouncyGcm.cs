using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
#pragma warning disable CS0618 // GCM on machines without carry-less multiplication uses it.
using Org.BouncyCastle.Crypto.Modes.Gcm;

namespace Holdfast.Protocol.Cryptography;

/// <summary>GCM and GMAC with AES of BouncyCastle, keyed once.</summary>
internal sealed class BouncyGcm : BouncyAead
{
    /// <summary>No packet has a nonce of this length.</summary>
    private const int FirstNonceLength = 16;

    private readonly GcmBlockCipher _gcm;
    private readonly int _keyLength;

    internal BouncyGcm(ReadOnlySpan<byte> key, int icvLength)
        : this(BouncyCastleProvider.Engine(CipherName.Aes), key, icvLength)
    {
    }

    // It knows the engine and takes four blocks at a time: a wrapper would make it slow.
    private BouncyGcm(IBlockCipher aes, ReadOnlySpan<byte> key, int icvLength)
        : this(new GcmBlockCipher(aes), icvLength)
    {
        _keyLength = key.Length;
        using var given = new BouncyKey(key);
        Key(given.Parameter);
        BouncySchedule.Move(aes, Memory);
        Memory.Move(ref BouncyFields.LastKey(_gcm));
        Memory.Move(ref BouncyFields.HashKey(_gcm));
        if (BouncyFields.HashKeyPowers(_gcm) is not null)
        {
            Memory.Move(ref BouncyFields.HashKeyPowers(_gcm)!);
        }
    }

    private BouncyGcm(GcmBlockCipher gcm, int icvLength)
        : base(gcm, icvLength, new byte[FirstNonceLength]) => _gcm = gcm;

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The multiplier has the hash key in fields: that of another key takes its place.
        var copy = BouncyFields.Multiplier(_gcm) is Tables4kGcmMultiplier tables
            ? BouncyFields.HashKey(tables)
            : [];
        Key(BouncyKey.Zeroes(_keyLength));
        CryptographicOperations.ZeroMemory(copy);
        base.Dispose();
    }

    private void Key(KeyParameter key) =>
        _gcm.Init(false, Parameters(key, 16, new byte[FirstNonceLength]));
}
