using Holdfast.Cli.Keys;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>
/// Derives the keys of IKEv2 as a capture goes on, wherever the results of key exchanges are given:
/// of IKE SAs from IKE_SA_INIT, additional key exchanges, rekeys and resumptions; of CHILD SAs from
/// IKE_AUTH and CREATE_CHILD_SA.
/// </summary>
internal sealed class IkeDerivation(SaTable sas, KnownSecrets secrets)
{
    private readonly PendingExchanges<IkeSpi> _begun = new();
    private readonly PendingExchanges<PendingId> _pending = new();

    private readonly record struct PendingId(
        IkeSpiPair Spis, bool IsInitiator, ExchangeType Type, MessageId Id);

    private CryptoProvider Provider => sas.Ring.Provider;

    /// <summary>Looks at a message of IKE_SA_INIT or IKE_SESSION_RESUME.</summary>
    public void ObserveClear(IkeHeader header)
    {
        var facts = ExchangeFacts.Of(header.Payloads);
        if (!header.Flags.Response)
        {
            _begun.Add(header.InitiatorSpi, facts);
            return;
        }

        // A response that asks for a cookie or another group has neither SPI nor nonce.
        var spis = new IkeSpiPair(header.InitiatorSpi, header.ResponderSpi);
        if (_begun.Find(spis.Initiator) is not { } request || spis.Responder.Value == 0
            || facts.Nonce.Length == 0)
        {
            return;
        }

        var nonces = new ExchangeNonces(request.Nonce, facts.Nonce);
        foreach (var sa in sas.Find(spis.Initiator, spis.Responder))
        {
            sa.Nonces ??= nonces;
        }

        if (sas.HasDerived(spis))
        {
            return;
        }

        if (header.ExchangeType == ExchangeType.IkeSessionResume)
        {
            Resume(request, nonces, spis);
        }
        else
        {
            Begin(request, facts, nonces, spis);
        }
    }

    /// <summary>Looks at a message that was decrypted.</summary>
    /// <param name="sa">Its IKE SA.</param>
    /// <param name="header">The message.</param>
    /// <param name="payloads">What was inside.</param>
    public void Observe(IkeSa sa, IkeHeader header, Chain<IkePayload> payloads)
    {
        var type = header.ExchangeType;
        var facts = ExchangeFacts.Of(payloads);
        var spis = new IkeSpiPair(header.InitiatorSpi, header.ResponderSpi);
        sas.Tickets.Add(facts.GivenTicket, sa);
        if (type == ExchangeType.IkeAuth && facts.PpkId is { } ppk)
        {
            Mix(sa, ppk, header.Flags.Response);
        }

        // Of IKE_AUTH the offer is in the first message and the answer in the last, RFC 7296 §1.2.
        var id = new PendingId(
            spis, header.Flags.Initiator ^ header.Flags.Response, type,
            type == ExchangeType.IkeAuth ? default : header.MessageId);
        var isPart = type == ExchangeType.IkeIntermediate
            ? facts.KeyExchange.Length > 0
            : facts.Proposals.Count > 0
                && (type == ExchangeType.IkeAuth || type == ExchangeType.CreateChildSa);
        if (!isPart)
        {
            return;
        }

        if (!header.Flags.Response)
        {
            _pending.Add(id, facts);
        }
        else if (_pending.Take(id) is { } request)
        {
            Answer(sa, spis, type, request, facts);
        }
    }

    private void Answer(
        IkeSa sa, IkeSpiPair spis, ExchangeType type, ExchangeFacts request, ExchangeFacts response)
    {
        if (sa is not { Keys.Prf: { } spec, Derivation: { } skD })
        {
            return;
        }

        var prf = new Prf(Provider, spec);
        if (type == ExchangeType.IkeIntermediate)
        {
            GoOn(sa, prf, skD, spis);
        }
        else if (request.Find(response.Proposals[0]) is not { } offer)
        {
            return;
        }
        else if (offer.ProtocolId == ProtocolId.Ike)
        {
            Rekey(prf, skD, request, response, offer);
        }
        else if (type == ExchangeType.CreateChildSa)
        {
            Child(prf, skD, request, response, offer, new(request.Nonce, response.Nonce));
        }
        else if (sa.Nonces is { } nonces)
        {
            // RFC 7296 §2.17: the first CHILD SA has the nonces of IKE_SA_INIT.
            Child(prf, skD, request, response, offer, nonces);
        }
    }

    private void Begin(
        ExchangeFacts request, ExchangeFacts response, ExchangeNonces nonces, IkeSpiPair spis)
    {
        // Additional key exchanges come later here, and renew the keys each.
        if (response.Proposals.Count == 0
            || !IkeSuites.TryResolve(
                response.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _)
            || !secrets.TryTake(spis, Values(request, response), 0, out var shared))
        {
            return;
        }

        using (shared)
        {
            var prf = new Prf(Provider, suite.Prf);
            using var seed = SkeySeed.Initial(prf, nonces, shared.Span[0]);
            Add(suite, prf, seed, nonces, spis);
        }
    }

    // RFC 5723 §5.1: SKEYSEED comes from the SK_d of the SA that the ticket is of, and the
    // algorithms are those of that SA.
    private void Resume(ExchangeFacts request, ExchangeNonces nonces, IkeSpiPair spis)
    {
        if (sas.Tickets.Find(request.Ticket) is { Keys.Prf: { } spec, Derivation: { } skD } old
            && old.TryResume())
        {
            var prf = new Prf(Provider, spec);
            using var seed = SkeySeed.Resumed(prf, skD, nonces);
            Add(SuiteOf(old, spec), prf, seed, nonces, spis);
        }
    }

    // RFC 9370 §2.2.2: each additional exchange in IKE_INTERMEDIATE renews all keys, with the
    // nonces of IKE_SA_INIT; the messages behind it are protected with the new ones.
    private void GoOn(IkeSa sa, Prf prf, Secret skD, IkeSpiPair spis)
    {
        if (sa is { Nonces: { } nonces, Successor: null }
            && secrets.Additional(spis, sa.Exchanges) is { } shared)
        {
            using var seed = SkeySeed.Intermediate(prf, skD, nonces, shared);
            Add(SuiteOf(sa, prf.Spec), prf, seed, nonces, spis, sa);
        }
    }

    // RFC 8784 §3: the initiator names a key, and the responder that has it says so.
    private void Mix(IkeSa sa, Octets id, bool isResponse)
    {
        if (!isResponse)
        {
            sa.OfferedPpk = id;
            return;
        }

        foreach (var ppk in sas.Ring.PostQuantumKeys)
        {
            if (sa.OfferedPpk is { } offered && ppk.IsFor(offered))
            {
                sa.Mix(ppk.Key);
                return;
            }
        }
    }

    // RFC 7296 §2.18: SKEYSEED comes from the old SK_d and the new exchange, the keys from that
    // with the function of the new SA. RFC 9370 §2.2.4: with all additional exchanges at once.
    private void Rekey(
        Prf old, Secret skD, ExchangeFacts request, ExchangeFacts response, ProposalValue offer)
    {
        if (!TrySpi(offer, out var initiator) || !TrySpi(response.Proposals[0], out var responder))
        {
            return;
        }

        var spis = new IkeSpiPair(initiator, responder);
        var nonces = new ExchangeNonces(request.Nonce, response.Nonce);
        if (sas.HasDerived(spis)
            || !IkeSuites.TryResolve(
                response.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _)
            || !secrets.TryTake(
                spis, Values(request, response), suite.Additional.Count, out var shared))
        {
            return;
        }

        using (shared)
        {
            using var seed = SkeySeed.Rekeyed(old, skD, nonces, shared.Span);
            Add(suite, new Prf(Provider, suite.Prf), seed, nonces, spis);
        }
    }

    private void Child(
        Prf prf, Secret skD, ExchangeFacts request, ExchangeFacts response, ProposalValue offer,
        ExchangeNonces nonces)
    {
        var answer = response.Proposals[0];
        if (offer.Spi.Length != 4 || answer.Spi.Length != 4
            || !ChildSuites.TryResolve(
                answer, AlgorithmPolicy.DecodeOnly, out var suite, out _))
        {
            return;
        }

        var initiator = Number(offer.Spi);
        var responder = Number(answer.Spi);
        SecretChain? shared = null;
        if (response.KeyExchange.Length > 0 && !secrets.TryTake(
            initiator, responder, Values(request, response), suite.Additional.Count, out shared))
        {
            return;
        }

        using (shared)
        {
            using var keys = shared is null
                ? ChildKeys.Derive(prf, suite, skD, nonces)
                : ChildKeys.Derive(prf, suite, skD, nonces, shared.Span);
            sas.Add(suite, keys, initiator, responder);
        }
    }

    private void Add(
        IkeSuite suite, Prf prf, Secret seed, ExchangeNonces nonces, IkeSpiPair spis,
        IkeSa? before = null)
    {
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

    private static IkeSuite SuiteOf(IkeSa sa, PrfSpec prf) =>
        new(sa.Keys.Encryption, sa.Keys.Integrity, prf, KeyExchangeMethod.None);

    private static PublicValues Values(ExchangeFacts request, ExchangeFacts response) =>
        new(response.Method, request.KeyExchange, response.KeyExchange);

    private static bool TrySpi(ProposalValue proposal, out IkeSpi spi)
    {
        spi = default;
        if (proposal.Spi.Length != 8)
        {
            return false;
        }

        spi = new(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(proposal.Spi.Span));
        return true;
    }

    private static uint Number(Octets spi) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(spi.Span);
}
