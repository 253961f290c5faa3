using Holdfast.Cli.Decryption.Proofs;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>Derives the keys of IKEv1 from what phase 1 and quick mode said.</summary>
internal sealed class IsakmpDerivation(KnownSecrets secrets, KeyRing ring)
{
    /// <summary>Whether the secret of an SA is known.</summary>
    public bool Knows(IkeSpi cookie) => secrets.Knows(cookie);

    /// <summary>
    /// The keys that an SA may have: one set, or with pre-shared keys one for each of them.
    /// </summary>
    /// <param name="phaseOne">What was said.</param>
    /// <param name="problem">Why there are none; null: no secret of it is known.</param>
    public IReadOnlyList<IsakmpKeySet> Sets(PhaseOne phaseOne, out string? problem)
    {
        problem = null;
        if (!Knows(phaseOne.Cookies.Initiator) && !Knows(phaseOne.Cookies.Responder))
        {
            return [];
        }

        if (phaseOne is not { Suite: { } suite, Nonces: { } nonces, Exchange: { } exchange })
        {
            problem = "the capture lacks the beginning of phase 1, or its algorithms are not known";
            return [];
        }

        var values = new PublicValues(
            suite.KeyExchange, exchange.KeOfInitiator, exchange.KeOfResponder);
        if (!secrets.TryFind(exchange.Cookies, values, out var shared))
        {
            problem = "the private value is none of phase 1's";
            return [];
        }

        using (shared)
        {
            var prf = new Prf(ring.Provider, suite.Prf);
            var sets = new List<IsakmpKeySet>();
            foreach (var skeyid in Skeyids(phaseOne, suite, prf, nonces, shared))
            {
                using (skeyid)
                using (var keys = IsakmpKeys.Derive(
                    prf, suite, skeyid, shared, exchange.Cookies))
                {
                    sets.Add(IsakmpKeySet.Of(suite, prf, keys));
                }
            }

            problem = sets.Count == 0 ? "no pre-shared key is given for these peers" : null;
            return sets;
        }
    }

    /// <summary>
    /// SKEYID of each pre-shared key of the peers, which takes no Diffie-Hellman secret; the
    /// caller disposes them. None where the peers authenticate otherwise.
    /// </summary>
    public IReadOnlyList<PhaseOneSecret> OfPreSharedKeys(PhaseOne phaseOne)
    {
        if (phaseOne is not { Suite: { } suite, Nonces: { } nonces }
            || !IsByPreSharedKey(suite.Authentication))
        {
            return [];
        }

        var prf = new Prf(ring.Provider, suite.Prf);
        return [.. ByPreSharedKeys(phaseOne, prf, nonces).Select(
            skeyid => new PhaseOneSecret(prf, skeyid))];
    }

    private static bool IsByPreSharedKey(PhaseOneAuthMethod method) =>
        method.Value is 1 or 65001 or 65002;

    private IEnumerable<Secret> ByPreSharedKeys(
        PhaseOne phaseOne, Prf prf, ExchangeNonces nonces) =>
        ring.PreSharedKeys
            .Where(key => key.IsFor(phaseOne.Initiator ?? 0, phaseOne.Responder ?? 0))
            .Select(key => Skeyid.FromPreSharedKey(prf, key.Key, nonces));

    // RFC 2409 §5: what SKEYID is depends on how the peers authenticate.
    private IEnumerable<Secret> Skeyids(
        PhaseOne phaseOne, IsakmpSuite suite, Prf prf, ExchangeNonces nonces, Secret shared) =>
        IsByPreSharedKey(suite.Authentication) ? ByPreSharedKeys(phaseOne, prf, nonces)
        : suite.Authentication.Value is 4 or 5 or (>= 65007 and <= 65010)
            ? [Skeyid.FromEncryption(prf, suite.Hash, nonces, phaseOne.Cookies)]
            : [Skeyid.FromSignatures(prf, nonces, shared)];
}
