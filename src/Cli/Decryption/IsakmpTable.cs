using Holdfast.Cli.Decryption.Derivation;
using Holdfast.Cli.Decryption.Proofs;
using Holdfast.Cli.Keys;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Decryption;

/// <summary>
/// IKEv1 SAs at work on one capture. What phase 1 says in the clear is kept of SAs for which
/// somebody gave keys, and of the latest others for pre-shared keys, so that no capture fills it.
/// </summary>
internal sealed class IsakmpTable : IDisposable
{
    private const int MostOthers = 1024;
    private const int MostTried = 1024;

    private readonly KeyRing _ring;
    private readonly SaTable _all;
    private readonly KnownSecrets _secrets;
    private readonly IsakmpDerivation _derivation;
    private readonly Dictionary<IkeSpi, List<SaKeys.Version1>> _given;
    private readonly Dictionary<IkeSpi, PhaseOne> _phaseOnes = [];
    private readonly Queue<IkeSpi> _others = [];
    private readonly Dictionary<IkeSpiPair, List<IsakmpSa>> _sas = [];
    private readonly Queue<IkeSpiPair> _tried = [];

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

    /// <summary>The initiator's cookie and the cipher's key of each SA in use.</summary>
    public IEnumerable<(IkeSpi Initiator, Secret Key)> CipherKeys =>
        _sas.Select(entry => (entry.Key.Initiator, entry.Value[0].Keys.Cipher));

    /// <summary>Looks at an unencrypted message of phase 1, and checks its proof.</summary>
    /// <param name="header">The message.</param>
    /// <param name="source">Who sent it.</param>
    public Items<Proof> Observe(IsakmpHeader header, UInt128 source)
    {
        var phaseOne = PhaseOneOf(new(header.InitiatorSpi, header.ResponderSpi));
        phaseOne?.Observe(header, source);
        return IsakmpProofs.Has(header.ExchangeType, header.Payloads)
            ? Check(header, header.Payloads, phaseOne, source, Find(Spis(header), out _))
            : [];
    }

    /// <summary>Checks the proof in a message of phase 1 that was decrypted.</summary>
    /// <param name="sa">Whose keys opened it.</param>
    /// <param name="header">The message.</param>
    /// <param name="payloads">What was inside.</param>
    /// <param name="source">Who sent it.</param>
    public Items<Proof> Check(
        IsakmpSa sa, IsakmpHeader header, Chain<IsakmpPayload> payloads, UInt128 source)
    {
        if (header.MessageId.Value != 0 || !IsakmpProofs.Has(header.ExchangeType, payloads))
        {
            return [];
        }

        var phaseOne = _phaseOnes.GetValueOrDefault(header.InitiatorSpi);
        phaseOne?.Observe(payloads, phaseOne.IsOfInitiator(header.ResponderSpi, source));
        return Check(header, payloads, phaseOne, source, [sa]);
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
            Keep(spis, sas);
        }

        return sas;
    }

    // Keys that are told by the initiator's cookie alone are tried with whatever responder comes:
    // pairs that open nothing are forged, and go when there are many.
    private void Keep(IkeSpiPair spis, List<IsakmpSa> sas)
    {
        _sas[spis] = sas;
        _tried.Enqueue(spis);
        if (_tried.Count <= MostTried)
        {
            return;
        }

        var oldest = _tried.Dequeue();
        if (_sas[oldest].Exists(sa => sa.HasOpened))
        {
            return;
        }

        _sas[oldest].ForEach(sa => sa.Dispose());
        _ = _sas.Remove(oldest);
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

    private static IkeSpiPair Spis(IsakmpHeader header) =>
        new(header.InitiatorSpi, header.ResponderSpi);

    // Keys that somebody gave without SKEYID leave the pre-shared keys to make it of.
    private Items<Proof> Check(
        IsakmpHeader header, Chain<IsakmpPayload> payloads, PhaseOne? phaseOne, UInt128 source,
        IReadOnlyList<IsakmpSa> sas)
    {
        List<PhaseOneSecret> known = [];
        foreach (var sa in sas)
        {
            if (sa.Keys is { Prf: { } prf, Skeyid: { } skeyid })
            {
                known.Add(new(prf, skeyid));
            }
        }

        var made = known.Count == 0 && phaseOne is not null
            ? _derivation.OfPreSharedKeys(phaseOne)
            : [];
        var isInitiator = phaseOne?.IsOfInitiator(header.ResponderSpi, source) == true;
        var proofs = IsakmpProofs.Check(phaseOne, isInitiator, payloads, [.. known, .. made]);
        foreach (var secret in made)
        {
            secret.Skeyid.Dispose();
        }

        return proofs;
    }

    // What is said of an SA; null: nobody gave a key that it can be of.
    private PhaseOne? PhaseOneOf(IkeSpiPair spis)
    {
        if (_phaseOnes.TryGetValue(spis.Initiator, out var phaseOne))
        {
            return phaseOne;
        }

        var isOther = !_given.ContainsKey(spis.Initiator)
            && !_derivation.Knows(spis.Initiator) && !_derivation.Knows(spis.Responder);
        if (isOther && !_ring.PreSharedKeys.Any())
        {
            return null;
        }

        if (isOther)
        {
            _others.Enqueue(spis.Initiator);
            if (_others.Count > MostOthers)
            {
                _ = _phaseOnes.Remove(_others.Dequeue());
            }
        }

        return _phaseOnes[spis.Initiator] = new PhaseOne(spis.Initiator);
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
