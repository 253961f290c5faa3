using Holdfast.Cli.Keys;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>
/// Derives the keys of IKEv2 as a capture goes on: of IKE SAs from IKE_SA_INIT and rekeys, of CHILD
/// SAs from IKE_AUTH and CREATE_CHILD_SA, wherever the results of key exchanges are given.
/// </summary>
internal sealed class IkeDerivation(SaTable sas, KnownSecrets secrets, CryptoProvider provider)
{
    private const int MostPending = 256;

    private readonly Dictionary<IkeSpi, ExchangeFacts> _begun = [];
    private readonly Dictionary<PendingId, ExchangeFacts> _pending = [];
    private readonly HashSet<(IkeSpi Initiator, IkeSpi Responder)> _known = [];

    private readonly record struct PendingId(IkeSpiPair Spis, bool IsInitiator, MessageId Id);

    /// <summary>Looks at a message of IKE_SA_INIT.</summary>
    public void ObserveInit(IkeHeader header)
    {
        if (!header.Flags.Response)
        {
            Remember(_begun, header.InitiatorSpi, ExchangeFacts.Of(header.Payloads));
            return;
        }

        var spis = new IkeSpiPair(header.InitiatorSpi, header.ResponderSpi);
        if (!_begun.TryGetValue(spis.Initiator, out var request) || spis.Responder.Value == 0)
        {
            return;
        }

        var response = ExchangeFacts.Of(header.Payloads);
        var nonces = new ExchangeNonces(request.Nonce, response.Nonce);
        foreach (var sa in sas.Find(spis.Initiator, spis.Responder))
        {
            sa.Nonces = nonces;
        }

        if (response.Proposals.Count == 0 || !_known.Add((spis.Initiator, spis.Responder))
            || !IkeSuites.TryResolve(
                response.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _)
            || !secrets.TryFind(
                spis, new(response.Method, request.KeyExchange, response.KeyExchange),
                out var shared))
        {
            return;
        }

        using (shared)
        {
            var prf = new Prf(provider, suite.Prf);
            using var seed = SkeySeed.Initial(prf, nonces, shared);
            Add(suite, prf, seed, nonces, spis);
        }
    }

    /// <summary>Looks at a message that was decrypted.</summary>
    /// <param name="sa">Its IKE SA.</param>
    /// <param name="header">The message.</param>
    /// <param name="payloads">What was inside.</param>
    public void Observe(IkeSa sa, IkeHeader header, Chain<IkePayload> payloads)
    {
        var type = header.ExchangeType;
        if (type != ExchangeType.IkeAuth && type != ExchangeType.CreateChildSa)
        {
            return;
        }

        var facts = ExchangeFacts.Of(payloads);
        var spis = new IkeSpiPair(header.InitiatorSpi, header.ResponderSpi);

        // Of IKE_AUTH the offer is in the first message and the answer in the last, RFC 7296 §1.2.
        var id = new PendingId(
            spis,
            header.Flags.Initiator ^ header.Flags.Response,
            type == ExchangeType.IkeAuth ? new MessageId(1) : header.MessageId);
        if (facts.Proposals.Count == 0)
        {
            return;
        }

        if (!header.Flags.Response)
        {
            Remember(_pending, id, facts);
            return;
        }

        if (!_pending.Remove(id, out var request)
            || sa.Keys is not { Prf: { } spec, Derivation: { } d }
            || request.Find(facts.Proposals[0]) is not { } offer)
        {
            return;
        }

        var prf = new Prf(provider, spec);
        if (offer.ProtocolId == ProtocolId.Ike)
        {
            Rekey(prf, d, request, facts, offer);
        }
        else if (type == ExchangeType.CreateChildSa)
        {
            Child(prf, d, request, facts, offer, new(request.Nonce, facts.Nonce));
        }
        else if (sa.Nonces is { } nonces)
        {
            // RFC 7296 §2.17: the first CHILD SA has the nonces of IKE_SA_INIT.
            Child(prf, d, request, facts, offer, nonces);
        }
    }

    // RFC 7296 §2.18: SKEYSEED comes from the old SK_d and the new exchange, the keys from that
    // with the function of the new SA.
    private void Rekey(
        Prf old, Secret skD, ExchangeFacts request, ExchangeFacts response, ProposalValue offer)
    {
        if (!TrySpi(offer, out var initiator) || !TrySpi(response.Proposals[0], out var responder))
        {
            return;
        }

        var spis = new IkeSpiPair(initiator, responder);
        var nonces = new ExchangeNonces(request.Nonce, response.Nonce);
        if (!_known.Add((initiator, responder))
            || !IkeSuites.TryResolve(
                response.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _)
            || !secrets.TryFind(
                spis, new(response.Method, request.KeyExchange, response.KeyExchange),
                out var shared))
        {
            return;
        }

        using (shared)
        {
            using var seed = SkeySeed.Rekeyed(old, skD, nonces, shared);
            Add(suite, new Prf(provider, suite.Prf), seed, nonces, spis);
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
        Secret? shared = null;
        if (response.KeyExchange.Length > 0 && !secrets.TryFind(
            initiator, responder,
            new(response.Method, request.KeyExchange, response.KeyExchange), out shared))
        {
            return;
        }

        using (shared)
        {
            using var keys = shared is null
                ? ChildKeys.Derive(prf, suite, skD, nonces)
                : ChildKeys.Derive(prf, suite, skD, nonces, shared);
            sas.Add(suite, keys, initiator, responder);
        }
    }

    private void Add(
        IkeSuite suite, Prf prf, Secret seed, ExchangeNonces nonces, IkeSpiPair spis)
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
        sas.AddDerived(given).Nonces = nonces;
    }

    private static void Remember<T>(
        Dictionary<T, ExchangeFacts> table, T key, ExchangeFacts facts)
        where T : notnull
    {
        // What nobody answers is forgotten, whichever it is.
        if (table.Count >= MostPending && !table.ContainsKey(key))
        {
            _ = table.Remove(table.Keys.First());
        }

        table[key] = facts;
    }

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
