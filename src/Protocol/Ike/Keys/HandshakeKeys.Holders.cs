using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <content>
/// Keys that move from holder to holder: one at a time seals with them, from where the one before
/// stands, so that no nonce is formed twice under one key (RFC 5282 §3.1, RFC 4106 §3.1).
/// </content>
public sealed partial class HandshakeKeys
{
    /// <summary>The keys of an IKE SA whose messages another holder seals: under them keys are
    /// derived here, and what both sides have said is opened.</summary>
    /// <param name="suite">Its algorithms.</param>
    /// <param name="keys">Its keys; from now on they are disposed here.</param>
    /// <param name="role">Which side we are.</param>
    public ulong Import(IkeSuite suite, IkeKeys keys, IkeRole role)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(keys);
        return Import(suite, keys, role, ivs: null);
    }

    /// <summary>The keys of an IKE SA that seal here from now on; false: our part of the nonces has
    /// none that the holder before could not have formed, and the keys stay the caller's.
    /// </summary>
    /// <param name="suite">Its algorithms.</param>
    /// <param name="keys">Its keys; if true, from now on they are disposed here.</param>
    /// <param name="role">Which side we are.</param>
    /// <param name="place">Where the holder before stands; if true, it is taken up.</param>
    /// <param name="number">The number of the keys.</param>
    /// <param name="error">Exhausted: a later reign is needed, or new keys.</param>
    /// <exception cref="InvalidOperationException">The place has been taken up before.</exception>
    public bool TryImport(
        IkeSuite suite, IkeKeys keys, IkeRole role, IvPlace place, out ulong number,
        out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(place);
        (number, error) = (0, default);
        if (!place.AllowsIn(partition))
        {
            error = new(CryptoFault.Exhausted, "place of the nonces, take over or rekey");
            return false;
        }

        place.Take();
        var ivs = IvsOf(suite.Encryption);
        if (place.Partition == partition)
        {
            ivs.PassTo(place.Counter);
        }

        number = Import(suite, keys, role, ivs);
        return true;
    }

    /// <summary>Whether messages are sealed here with those keys.</summary>
    /// <param name="keys">The number of the keys.</param>
    public bool CanSeal(ulong keys) => _sas[keys].Sealer is not null;

    /// <summary>Leaves the sealing to another holder; null: it is not here. The keys stay, as those
    /// of <see cref="Import(IkeSuite, IkeKeys, IkeRole)"/> do.</summary>
    /// <param name="keys">The number of the keys.</param>
    public IvPlace? HandOver(ulong keys)
    {
        if (_sas[keys] is not { Ivs: { } ivs } sa)
        {
            return null;
        }

        sa.SealNothing();
        return new(partition, ivs.Counter);
    }

    private ulong Import(IkeSuite suite, IkeKeys keys, IkeRole role, IvSource? ivs)
    {
        _sas.Add(++_last, new(provider, suite, new(provider, suite.Prf), keys, role, ivs));
        return _last;
    }
}
