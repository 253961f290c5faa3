using Holdfast.Cli.Decryption.Derivation;
using Holdfast.Cli.Keys;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Decryption;

/// <summary>
/// IKEv1 SAs at work on one capture. What phase 1 says in the clear is kept only of SAs for which
/// somebody gave keys, so that no capture fills it.
/// </summary>
internal sealed class IsakmpTable : IDisposable
{
    private readonly KeyRing _ring;
    private readonly SaTable _all;
    private readonly KnownSecrets _secrets;
    private readonly IsakmpDerivation _derivation;
    private readonly Dictionary<IkeSpi, List<SaKeys.Version1>> _given;
    private readonly Dictionary<IkeSpi, PhaseOne> _phaseOnes = [];
    private readonly Dictionary<IkeSpiPair, List<IsakmpSa>> _sas = [];

    /// <summary>The SAs that a ring has keys of.</summary>
    public IsakmpTable(KeyRing ring, SaTable sas, KnownSecrets secrets)
    {
        _ring = ring;
        _all = sas;
        _secrets = secrets;
        _derivation = new IsakmpDerivation(secrets, ring);
        _given = ring.Sas.OfType<SaKeys.Version1>()
            .GroupBy(keys => keys.InitiatorSpi)
            .ToDictionary(group => group.Key, group => group.ToList());
    }

    /// <summary>Whether anything is known of an SA.</summary>
    public bool Knows(IkeSpiPair spis) => _given.ContainsKey(spis.Initiator)
        || _phaseOnes.ContainsKey(spis.Initiator)
        || _derivation.Knows(spis.Initiator) || _derivation.Knows(spis.Responder);

    /// <summary>The initiator's cookie and the cipher's key of each SA in use.</summary>
    public IEnumerable<(IkeSpi Initiator, Secret Key)> CipherKeys =>
        _sas.Select(entry => (entry.Key.Initiator, entry.Value[0].Keys.Cipher));

    /// <summary>Looks at a message of phase 1 that is not encrypted.</summary>
    public void Observe(IsakmpHeader header, UInt128 source)
    {
        if (!_phaseOnes.TryGetValue(header.InitiatorSpi, out var phaseOne))
        {
            _phaseOnes[header.InitiatorSpi] = phaseOne = new PhaseOne(header.InitiatorSpi);
        }

        phaseOne.Observe(header, source);
    }

    /// <summary>The SAs that a message may be of.</summary>
    /// <param name="spis">Its cookies.</param>
    /// <param name="problem">Why there is none though keys are there.</param>
    public IReadOnlyList<IsakmpSa> Find(IkeSpiPair spis, out string? problem)
    {
        problem = null;
        if (_sas.TryGetValue(spis, out var known))
        {
            return known;
        }

        var sas = new List<IsakmpSa>();
        var phaseOne = _phaseOnes.GetValueOrDefault(spis.Initiator);
        foreach (var keys in _given.GetValueOrDefault(spis.Initiator) ?? [])
        {
            if (keys.ResponderSpi.Value != 0 && keys.ResponderSpi != spis.Responder)
            {
                continue;
            }

            if (IsakmpKeySet.TryMake(
                keys, phaseOne?.Suite, _ring.Provider, out var set, out var why))
            {
                sas.Add(new IsakmpSa(set, InitialIv(keys, set, phaseOne), _ring.Provider));
            }
            else
            {
                problem = why;
            }
        }

        if (phaseOne is not null)
        {
            var sets = _derivation.Sets(phaseOne, out var why);
            foreach (var set in sets)
            {
                var iv = IvChain.OfPhaseOne(
                    set.Hash, phaseOne.Exchange!, set.Encryption.BlockLength);
                sas.Add(new IsakmpSa(set, iv, _ring.Provider));
            }

            problem ??= why;
        }

        if (sas.Count > 0)
        {
            _sas[spis] = sas;
        }

        return sas;
    }

    /// <summary>
    /// One of several SAs opened a message whose HASH is good: it is tried first from now on. The
    /// others stay, for two peers that disagree on a pre-shared key use two.
    /// </summary>
    public void Prefer(IkeSpiPair spis, IsakmpSa right) =>
        _sas[spis] = [right, .. _sas[spis].Where(sa => sa != right)];

    /// <summary>Quick mode may have made SAs: their keys are derived.</summary>
    public void Learn(IsakmpSa sa, MessageId id)
    {
        if (sa.Exchange(id) is { } exchange && sa.Keys is { Prf: { } prf, SkeyidD: { } skeyid })
        {
            exchange.Derive(prf, skeyid, _secrets, _all);
        }
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        foreach (var sa in _sas.Values.SelectMany(list => list))
        {
            sa.Dispose();
        }
    }

    private static IvChain? InitialIv(
        SaKeys.Version1 keys, IsakmpKeySet set, PhaseOne? phaseOne)
    {
        if (keys.InitialIv.Length > 0)
        {
            return new IvChain(keys.InitialIv);
        }

        return phaseOne?.Exchange is { } exchange && set.Hash != default
            ? IvChain.OfPhaseOne(set.Hash, exchange, set.Encryption.BlockLength)
            : null;
    }
}
