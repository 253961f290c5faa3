using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The nonces of RFC 6979 §3.2 by BouncyCastle, for one signature; what they and the scalar went
/// through is wiped after it. Not wiped, since they are locals: the octets of a nonce before they
/// are a number, its inverse, and the keys' copies on their way into HMAC.
/// </summary>
internal sealed class BouncyNonces(IDigest digest) : HMacDsaKCalculator(digest), IDisposable
{
    private readonly List<BigInteger> _given = [];

    /// <inheritdoc/>
    public override BigInteger NextK()
    {
        var nonce = base.NextK();
        _given.Add(nonce);
        return nonce;
    }

    /// <summary>Zeroes nonces, the keys that made them, and the state of HMAC.</summary>
    public void Dispose()
    {
        _given.ForEach(BouncyFields.Wipe);
        CryptographicOperations.ZeroMemory(BouncyFields.Key(this));
        CryptographicOperations.ZeroMemory(BouncyFields.Value(this));
        BouncyHmac.Wipe(BouncyFields.Function(this));
    }
}
