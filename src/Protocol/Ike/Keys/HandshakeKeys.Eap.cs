using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <content>The keys that EAP methods make, RFC 7296 §2.16.</content>
public sealed partial class HandshakeKeys
{
    /// <summary>No method makes a shorter one, RFC 3748 §7.10.</summary>
    private const int MskLengthMin = 64;

    private readonly Dictionary<ulong, Secret> _msks = [];

    /// <summary>Keeps the MSK of an EAP method, of 64 octets at least; false: it is shorter.
    /// </summary>
    /// <param name="msk">The key; it is copied, and stays the caller's to zero.</param>
    /// <param name="number">Its number.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryAddMsk(ReadOnlySpan<byte> msk, out ulong number, out CryptoError error)
    {
        (number, error) = (0, default);
        if (msk.Length < MskLengthMin)
        {
            error = new(CryptoFault.WrongLength, "MSK");
            return false;
        }

        number = ++_last;
        _msks.Add(number, new(msk));
        return true;
    }

    /// <summary>The data of AUTH behind EAP, RFC 7296 §2.16.</summary>
    /// <param name="keys">The number of the keys of the IKE SA.</param>
    /// <param name="claim">What is proved.</param>
    /// <param name="msk">The number of the MSK; 0: the method made none, and SK_pi or SK_pr of the
    /// side is in its place.</param>
    public AuthPayloadValue ProveByEap(ulong keys, AuthClaim claim, ulong msk)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return Prove(keys, claim, KeyBehindEap(keys, claim.Side, msk));
    }

    /// <summary>Whether AUTH behind EAP shows that the other side was in the conversation.
    /// </summary>
    /// <param name="keys">The number of the keys of the IKE SA.</param>
    /// <param name="claim">What is proved.</param>
    /// <param name="auth">What came.</param>
    /// <param name="msk">The number of the MSK; 0: the method made none.</param>
    public bool IsProvedByEap(ulong keys, AuthClaim claim, AuthPayloadValue auth, ulong msk)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return IsProved(keys, claim, auth, KeyBehindEap(keys, claim.Side, msk));
    }

    private Secret KeyBehindEap(ulong keys, IkeRole side, ulong msk) =>
        msk == 0 ? _sas[keys].Keys.AuthenticationOf(side) : _msks[msk];
}
