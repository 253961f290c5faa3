using Holdfast.Cli.Keys;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>
/// Makes the keys of SAs of which everything is said: of IKE SAs, and of CHILD SAs from IKE_AUTH
/// and CREATE_CHILD_SA. Of those that lack a secret it is told which.
/// </summary>
internal sealed class NewSas(SaTable sas, KnownSecrets secrets)
{
    /// <summary>Adds an IKE SA, whose keys come from SKEYSEED.</summary>
    /// <param name="suite">Its algorithms.</param>
    /// <param name="seed">SKEYSEED, which stays the caller's.</param>
    /// <param name="nonces">The nonces of the exchange that made it.</param>
    /// <param name="spis">Its SPIs.</param>
    /// <param name="before">Its keys before a further key exchange; null: these are the first.
    /// </param>
    public void Add(
        IkeSuite suite, Secret seed, ExchangeNonces nonces, IkeSpiPair spis, IkeSa? before = null)
    {
        var prf = new Prf(sas.Ring.Provider, suite.Prf);
        using var keys = IkeKeys.Derive(prf, suite, seed, nonces, spis);
        var given = new SaKeys.Version2(
            spis.Initiator,
            spis.Responder,
            suite.Encryption,
            suite.Integrity,
            suite.Prf,
            new(new Secret(keys.SkEi.Span), new Secret(keys.SkAi.Span), new Secret(keys.SkPi.Span)),
            new(new Secret(keys.SkEr.Span), new Secret(keys.SkAr.Span), new Secret(keys.SkPr.Span)),
            new Secret(keys.SkD.Span));
        sas.AddDerived(given, before).Nonces = nonces;
    }

    /// <summary>Makes the SA that was agreed on, if its secrets are given.</summary>
    public void Make(Agreement agreement)
    {
        if (agreement.Offer.ProtocolId == ProtocolId.Ike)
        {
            Rekey(agreement);
        }
        else
        {
            Child(agreement);
        }
    }

    /// <summary>Remembers why the SA has no keys.</summary>
    public void Tell(Agreement agreement, string why)
    {
        foreach (var spi in agreement.Spis)
        {
            sas.Missing.Add(agreement.Offer.ProtocolId, spi, why);
        }
    }

    // RFC 7296 §2.18: SKEYSEED comes from the old SK_d and the new exchange, the keys from that
    // with the function of the new SA. RFC 9370 §2.2.4: with all additional exchanges at once.
    private void Rekey(Agreement agreement)
    {
        if (!TrySpi(agreement.Offer, out var initiator)
            || !TrySpi(agreement.Answer, out var responder))
        {
            return;
        }

        var spis = new IkeSpiPair(initiator, responder);
        if (sas.HasDerived(spis))
        {
            return;
        }

        if (!IkeSuites.TryResolve(
            agreement.Answer, AlgorithmPolicy.DecodeOnly, out var suite, out var error))
        {
            Tell(agreement, error.ToString());
            return;
        }

        if (!secrets.TryTake(
            spis, agreement.Values, suite.Additional.Count, out var shared, out var why))
        {
            Tell(agreement, why);
            return;
        }

        using (shared)
        {
            using var seed = SkeySeed.Rekeyed(
                agreement.Prf, agreement.SkD, agreement.Nonces, shared.Span);
            Add(suite, seed, agreement.Nonces, spis);
        }
    }

    private void Child(Agreement agreement)
    {
        if (agreement.Offer.Spi.Length != 4 || agreement.Answer.Spi.Length != 4)
        {
            return;
        }

        if (!ChildSuites.TryResolve(
            agreement.Answer, AlgorithmPolicy.DecodeOnly, out var suite, out var error))
        {
            Tell(agreement, error.ToString());
            return;
        }

        var initiator = (uint)Agreement.Number(agreement.Offer.Spi);
        var responder = (uint)Agreement.Number(agreement.Answer.Spi);
        SecretChain? shared = null;
        if (agreement.Response.KeyExchange.Length > 0 && !secrets.TryTake(
            initiator, responder, agreement.Values, suite.Additional.Count, out shared,
            out var why))
        {
            Tell(agreement, why);
            return;
        }

        using (shared)
        {
            using var keys = shared is null
                ? ChildKeys.Derive(agreement.Prf, suite, agreement.SkD, agreement.Nonces)
                : ChildKeys.Derive(
                    agreement.Prf, suite, agreement.SkD, agreement.Nonces, shared.Span);
            sas.Add(suite, keys, initiator, responder);
        }
    }

    private static bool TrySpi(ProposalValue proposal, out IkeSpi spi)
    {
        spi = new(Agreement.Number(proposal.Spi));
        return proposal.Spi.Length == 8;
    }
}
