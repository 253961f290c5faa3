using Org.BouncyCastle.Crypto.Modes;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// CCM with AES of BouncyCastle. It initialises its engine for each packet, so the engine has its
/// key already and CCM sees another.
/// </summary>
internal sealed class BouncyCcm : BouncyAead
{
    /// <summary>No packet has a nonce of this length.</summary>
    private const int FirstNonceLength = 13;

    private readonly BouncySchedule _aes;

    internal BouncyCcm(ReadOnlySpan<byte> key, int icvLength)
        : this(new BouncySchedule(CipherName.Aes, encrypt: true, key), icvLength)
    {
    }

    private BouncyCcm(BouncySchedule aes, int icvLength)
        : base(Mode(aes, icvLength), icvLength, new byte[FirstNonceLength]) => _aes = aes;

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _aes.Dispose();
    }

    private static CcmBlockCipher Mode(BouncySchedule aes, int icvLength)
    {
        var ccm = new CcmBlockCipher(aes);
        ccm.Init(
            false, Parameters(BouncyKey.Zeroes(1), icvLength, new byte[FirstNonceLength]));
        return ccm;
    }
}
