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
internal sealed class IkeDerivation
{
    private readonly PendingExchanges<IkeSpi, ExchangeFacts> _begun = new();
    private readonly PendingExchanges<PendingId, ExchangeFacts> _pending = new();
    private readonly SaTable _sas;
    private readonly KnownSecrets _secrets;
    private readonly NewSas _made;
    private readonly FollowupExchanges _followups;

    /// <summary>Puts SAs into a table, with the secrets that somebody gave.</summary>
    public IkeDerivation(SaTable sas, KnownSecrets secrets)
    {
        _sas = sas;
        _secrets = secrets;
        _made = new NewSas(sas, secrets);
        _followups = new FollowupExchanges(_made);
    }

    private readonly record struct PendingId(
        IkeSpiPair Spis, bool IsInitiator, ExchangeType Type, MessageId Id);

    private CryptoProvider Provider => _sas.Ring.Provider;

    /// <summary>Looks at a message of IKE_SA_INIT or IKE_SESSION_RESUME.</summary>
    /// <param name="header">The message.</param>
    /// <param name="message">Its octets.</param>
    public void ObserveClear(IkeHeader header, ReadOnlySpan<byte> message)
    {
        var facts = ExchangeFacts.Of(header.Payloads) with { Message = new Octets(message) };
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
        foreach (var sa in _sas.Find(spis.Initiator, spis.Responder))
        {
            sa.Nonces ??= nonces;
        }

        var isResumed = header.ExchangeType == ExchangeType.IkeSessionResume;
        if (!_sas.HasDerived(spis))
        {
            if (isResumed)
            {
                Resume(request, nonces, spis);
            }
            else
            {
                Begin(request, facts, nonces, spis);
            }
        }

        if (_sas.Find(spis.Initiator, spis.Responder).Count > 0)
        {
            _sas.ProofsOf(spis).Begin(request.Message, facts.Message, nonces, isResumed);
        }
    }

    /// <summary>
    /// An SA is in use whose additional key exchanges the capture may show in part only.
    /// </summary>
    public void Finish(ProtocolId protocol, ulong spi) => _followups.Finish(protocol, spi);

    /// <summary>Looks at a message that was decrypted.</summary>
    /// <param name="sa">Its IKE SA.</param>
    /// <param name="header">The message.</param>
    /// <param name="payloads">What was inside.</param>
    public void Observe(IkeSa sa, IkeHeader header, Chain<IkePayload> payloads)
    {
        var type = header.ExchangeType;
        var facts = ExchangeFacts.Of(payloads);
        var spis = new IkeSpiPair(header.InitiatorSpi, header.ResponderSpi);
        _sas.Tickets.Add(facts.GivenTicket, sa);
        if (type == ExchangeType.IkeAuth && facts.PpkId is { } ppk)
        {
            Mix(sa, ppk, header.Flags.Response);
        }

        // Of IKE_AUTH the offer is in the first message and the answer in the last, RFC 7296 §1.2.
        var id = new PendingId(
            spis, header.Flags.Initiator ^ header.Flags.Response, type,
            type == ExchangeType.IkeAuth ? default : header.MessageId);
        var isPart = type == ExchangeType.IkeFollowupKe || (type == ExchangeType.IkeIntermediate
            ? facts.KeyExchange.Length > 0
            : facts.Proposals.Count > 0
                && (type == ExchangeType.IkeAuth || type == ExchangeType.CreateChildSa));
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
            if (type == ExchangeType.IkeFollowupKe)
            {
                _followups.GoOn(spis, id.IsInitiator, request, facts);
            }
            else
            {
                Answer(sa, id, request, facts);
            }
        }
    }

    private void Answer(
        IkeSa sa, PendingId id, ExchangeFacts request, ExchangeFacts response)
    {
        if (sa is not { Keys.Prf: { } spec, Derivation: { } skD })
        {
            return;
        }

        var prf = new Prf(Provider, spec);
        if (id.Type == ExchangeType.IkeIntermediate)
        {
            GoOn(sa, prf, skD, id.Spis);
            return;
        }

        // RFC 7296 §2.17: the first CHILD SA has the nonces of IKE_SA_INIT.
        var nonces = id.Type == ExchangeType.IkeAuth
            ? sa.Nonces
            : new ExchangeNonces(request.Nonce, response.Nonce);
        if (request.Find(response.Proposals[0]) is not { } offer || nonces is not { } known)
        {
            return;
        }

        var agreement = new Agreement(prf, skD, request, response, offer, known);
        if (id.Type == ExchangeType.CreateChildSa && agreement.Additional.Count > 0)
        {
            _followups.Begin(id.Spis, id.IsInitiator, agreement);
        }
        else
        {
            _made.Make(agreement);
        }
    }

    private void Begin(
        ExchangeFacts request, ExchangeFacts response, ExchangeNonces nonces, IkeSpiPair spis)
    {
        // Additional key exchanges come later here, and renew the keys each.
        if (response.Proposals.Count == 0
            || !IkeSuites.TryResolve(
                response.Proposals[0], AlgorithmPolicy.DecodeOnly, out var suite, out _)
            || !_secrets.TryTake(
                spis, new(response.Method, request.KeyExchange, response.KeyExchange), 0,
                out var shared, out _))
        {
            return;
        }

        using (shared)
        {
            var prf = new Prf(Provider, suite.Prf);
            using var seed = SkeySeed.Initial(prf, nonces, shared.Span[0]);
            _made.Add(suite, seed, nonces, spis);
        }
    }

    // RFC 5723 §5.1: SKEYSEED comes from the SK_d of the SA that the ticket is of, and the
    // algorithms are those of that SA.
    private void Resume(ExchangeFacts request, ExchangeNonces nonces, IkeSpiPair spis)
    {
        if (_sas.Tickets.Find(request.Ticket) is { Keys.Prf: { } spec, Derivation: { } skD } old
            && old.TryResume())
        {
            var prf = new Prf(Provider, spec);
            using var seed = SkeySeed.Resumed(prf, skD, nonces);
            _made.Add(SuiteOf(old, spec), seed, nonces, spis);
        }
    }

    // RFC 9370 §2.2.2: each additional exchange in IKE_INTERMEDIATE renews all keys, with the
    // nonces of IKE_SA_INIT; the messages behind it are protected with the new ones.
    private void GoOn(IkeSa sa, Prf prf, Secret skD, IkeSpiPair spis)
    {
        if (sa is not { Nonces: { } nonces, Successor: null })
        {
            return;
        }

        if (_secrets.Additional(spis, sa.Exchanges) is not { } shared)
        {
            sa.Lacks = $"the secret of additional key exchange {sa.Exchanges + 1} is not given";
            return;
        }

        using var seed = SkeySeed.Intermediate(prf, skD, nonces, shared);
        _made.Add(SuiteOf(sa, prf.Spec), seed, nonces, spis, sa);
    }

    // RFC 8784 §3: the initiator names a key, and the responder that has it says so.
    private void Mix(IkeSa sa, Octets id, bool isResponse)
    {
        if (!isResponse)
        {
            sa.OfferedPpk = id;
            return;
        }

        foreach (var ppk in _sas.Ring.PostQuantumKeys)
        {
            if (sa.OfferedPpk is { } offered && ppk.IsFor(offered))
            {
                sa.Mix(ppk.Key);
                return;
            }
        }
    }

    private static IkeSuite SuiteOf(IkeSa sa, PrfSpec prf) =>
        new(sa.Keys.Encryption, sa.Keys.Integrity, prf, KeyExchangeMethod.None);
}
