using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A combined mode of BouncyCastle with its key, for one packet after the other. What it keeps of
/// the key lies in pinned memory and is zeroed when disposed. Not wiped: the nonces of packets,
/// which begin with the salt and are no secret without the key, until the collector uses their
/// memory again.
/// </summary>
internal abstract class BouncyAead : IDisposable
{
    private readonly IAeadCipher _cipher;
    private readonly int _icvLength;
    private byte[] _last;

    /// <summary>It owns the mode, which was keyed under that nonce.</summary>
    protected BouncyAead(IAeadCipher cipher, int icvLength, byte[] nonce)
    {
        _cipher = cipher;
        _icvLength = icvLength;
        _last = nonce;
    }

    /// <summary>Where what is kept of the key lies.</summary>
    protected PinnedArrays Memory { get; } = new();

    /// <summary>Begins a packet.</summary>
    internal IAeadCipher Begin(bool seal, byte[] nonce)
    {
        if (seal && nonce.AsSpan().SequenceEqual(_last))
        {
            // BouncyCastle refuses to seal under its last nonce; that nonces are used once is the
            // caller's law, who may write the same packet twice. Another one comes between.
            byte[] other = [.. nonce];
            other[^1] ^= 1;
            _cipher.Init(false, Parameters(null, _icvLength, other));
        }

        _last = nonce;
        _cipher.Init(seal, Parameters(null, _icvLength, nonce));
        return _cipher;
    }

    /// <summary>Zeroes what is kept of the key.</summary>
    public virtual void Dispose() => Memory.Dispose();

    /// <summary>Without a key the mode goes on with the one that it has.</summary>
    protected static AeadParameters Parameters(
        KeyParameter? key, int icvLength, byte[] nonce) => new(key, icvLength * 8, nonce);
}
