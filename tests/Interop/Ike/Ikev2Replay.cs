using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Interop.Ike;

/// <summary>
/// Goes through the IKEv2 messages of a capture as both peers did: keys are derived from what the
/// messages say and the results of key exchanges, and everything is opened with them.
/// </summary>
internal sealed class Ikev2Replay(CryptoProvider provider, LabSecrets secrets, Tally tally)
{
    private readonly Dictionary<ulong, Octets> _initRequests = [];
    private readonly Dictionary<IkeSpiPair, Ikev2Sa> _sas = [];

    public void Take(IkeDatagram datagram)
    {
        if (!IkeHeader.TryParse(datagram.Octets.Span, out var header, out _))
        {
            return;
        }

        if (header.ExchangeType == ExchangeType.IkeSaInit)
        {
            if (header.Flags.Response)
            {
                TakeInitResponse(datagram.Octets);
            }
            else
            {
                _initRequests[header.InitiatorSpi.Value] = datagram.Octets;
            }

            return;
        }

        tally.Encrypted++;
        var spis = new IkeSpiPair(header.InitiatorSpi, header.ResponderSpi);
        if (!_sas.TryGetValue(spis, out var sa))
        {
            tally.Fail(datagram.Packet, "no SA");
            return;
        }

        var sender = header.Flags.Initiator ? IkeRole.Initiator : IkeRole.Responder;
        if (Open(sa, sender, header, datagram) is { } payloads)
        {
            tally.Opened++;
            Understand(sa, sender, header, payloads, datagram.Packet);
        }
    }

    public void End()
    {
        foreach (var sa in _sas.Values)
        {
            sa.Dispose();
        }
    }

    internal static string Hex(ulong spi) => spi.ToString("x16");

    internal static string Hex(Secret secret) => Convert.ToHexStringLower(secret.Span);

    private void TakeInitResponse(Octets octets)
    {
        Assert.True(IkeHeaderValue.TryParse(octets.Span, out var response, out _));
        var spi = response.InitiatorSpi.Value;
        if (Find<IkePayloadBody.Sa>(response.Payloads) is not { } answer
            || secrets.Shared(Hex(spi)) is not { } known
            || !_initRequests.TryGetValue(spi, out var request))
        {
            return;
        }

        Assert.True(IkeHeaderValue.TryParse(request.Span, out var asked, out _));
        var spis = new IkeSpiPair(response.InitiatorSpi, response.ResponderSpi);
        var suite = SuiteOf(answer.Value.Proposals[0]);
        var nonces = new ExchangeNonces(
            Find<IkePayloadBody.Nonce>(asked.Payloads)!.Value.Data,
            Find<IkePayloadBody.Nonce>(response.Payloads)!.Value.Data);
        var prf = new Prf(provider, suite.Prf);
        using var shared = new Secret(known);
        using var seed = SkeySeed.Initial(prf, nonces, shared);
        var sa = Establish(suite, spis, nonces, seed);
        sa.InitialMessages[0] = request;
        sa.InitialMessages[1] = octets;
    }

    private Ikev2Sa Establish(
        IkeSuite suite, IkeSpiPair spis, ExchangeNonces nonces, Secret seed)
    {
        var keys = IkeKeys.Derive(new Prf(provider, suite.Prf), suite, seed, nonces, spis);
        var spi = Hex(spis.Initiator.Value);
        Assert.Equal(secrets.OfIke(spi, "skeyseed"), Hex(seed));
        Assert.Equal(secrets.OfIke(spi, "sk_d"), Hex(keys.SkD));
        Assert.Equal(secrets.OfIke(spi, "sk_ai") ?? "", Hex(keys.SkAi));
        Assert.Equal(secrets.OfIke(spi, "sk_ar") ?? "", Hex(keys.SkAr));
        Assert.Equal(secrets.OfIke(spi, "sk_ei"), Hex(keys.SkEi));
        Assert.Equal(secrets.OfIke(spi, "sk_er"), Hex(keys.SkEr));
        Assert.Equal(secrets.OfIke(spi, "sk_pi"), Hex(keys.SkPi));
        Assert.Equal(secrets.OfIke(spi, "sk_pr"), Hex(keys.SkPr));
        if (!_sas.ContainsKey(spis))
        {
            tally.IkeSas++;
        }

        return _sas[spis] = new Ikev2Sa(provider, suite, spis, keys) { Nonces = nonces };
    }

    private Items<IkePayloadValue>? Open(
        Ikev2Sa sa, IkeRole sender, IkeHeader header, IkeDatagram datagram)
    {
        var octets = datagram.Octets.Span;
        var buffer = new byte[octets.Length];
        var opener = sa.Opener(sender);
        var isFragment = false;
        foreach (var payload in header.Payloads)
        {
            isFragment = payload.Type == PayloadType.EncryptedFragment;
        }

        OpenError error;
        if (!isFragment)
        {
            RefuseChanged(opener, octets);
            if (opener.TryOpen(octets, buffer, out var plaintext, out error))
            {
                Assert.True(plaintext.TryToValue(out var value, out var why), why.ToString());
                return value.Payloads;
            }
        }
        else if (opener.TryOpenFragment(octets, buffer, out var fragment, out error))
        {
            var next = sa.Join(
                sender, new(header.MessageId, header.Flags.Response), fragment);
            if (next.Joined is not { } joined)
            {
                tally.Opened++;
                return null;
            }

            tally.Joined++;
            Assert.True(InnerPayloadsValue.TryParse(
                joined.Payloads.Span, joined.FirstPayload, out var value, out _));
            return value.Payloads;
        }

        tally.Fail(datagram.Packet, error);
        return null;
    }

    // One bit of each octet in turn, and the message is not authentic any more (or not a message).
    private static void RefuseChanged(MessageOpener opener, ReadOnlySpan<byte> octets)
    {
        var buffer = new byte[octets.Length];
        for (var at = 0; at < octets.Length; at += 7)
        {
            var changed = octets.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            Assert.False(opener.TryOpen(changed, buffer, out _, out _));
        }
    }

    private void Understand(
        Ikev2Sa sa, IkeRole sender, IkeHeader header, Items<IkePayloadValue> payloads, int packet)
    {
        var asker = header.Flags.Response ? Other(sender) : sender;
        var exchange = (asker, header.MessageId.Value);
        if (header.ExchangeType == ExchangeType.IkeAuth)
        {
            Ikev2Authentication.Check(sa, sender, payloads, secrets, tally, packet);
            sa.FirstChildOffer ??= Find<IkePayloadBody.Sa>(payloads)?.Value;
        }

        if (!header.Flags.Response)
        {
            sa.Requests[exchange] = payloads;
        }
        else if (sa.Requests.Remove(exchange, out var request)
            && Find<IkePayloadBody.Sa>(payloads) is { } answer)
        {
            var offer = header.ExchangeType == ExchangeType.IkeAuth
                ? sa.FirstChildOffer!
                : Find<IkePayloadBody.Sa>(request)!.Value;
            var nonces = header.ExchangeType == ExchangeType.IkeAuth
                ? sa.Nonces
                : new ExchangeNonces(
                    Find<IkePayloadBody.Nonce>(request)!.Value.Data,
                    Find<IkePayloadBody.Nonce>(payloads)!.Value.Data);
            TakeNewSa(sa, offer, answer.Value.Proposals[0], nonces);
        }
    }

    private void TakeNewSa(
        Ikev2Sa sa, SaPayloadValue offer, ProposalValue chosen, ExchangeNonces nonces)
    {
        var offered = offer.Proposals.Single(one => one.ProposalNumber == chosen.ProposalNumber);
        if (chosen.ProtocolId == ProtocolId.Ike)
        {
            var spis = new IkeSpiPair(Spi(offered.Spi), Spi(chosen.Spi));
            using var shared = new Secret(secrets.Shared(offered.Spi.ToString()));
            using var seed = SkeySeed.Rekeyed(sa.Function, sa.Keys.SkD, nonces, shared);
            Establish(SuiteOf(chosen), spis, nonces, seed);
            return;
        }

        Assert.True(
            ChildSuites.TryResolve(
                chosen, AlgorithmPolicy.DecodeOnly, out var suite, out var error),
            error.ToString());
        var known = secrets.Shared(offered.Spi.ToString()) ?? secrets.Shared(chosen.Spi.ToString());
        Assert.Equal(suite.KeyExchange != KeyExchangeMethod.None, known is not null);
        using var forward = new Secret(known);
        using var keys = known is null
            ? ChildKeys.Derive(sa.Function, suite, sa.Keys.SkD, nonces)
            : ChildKeys.Derive(sa.Function, suite, sa.Keys.SkD, nonces, forward);
        Compare(offered.Spi, keys, IkeRole.Responder);
        Compare(chosen.Spi, keys, IkeRole.Initiator);
    }

    // The SPI is that of the receiver.
    private void Compare(Octets spi, ChildKeys keys, IkeRole sender)
    {
        var name = spi.ToString();
        if (secrets.KnowsChild(name))
        {
            Assert.Equal(
                secrets.OfChild(name, "encryption_key"), Hex(keys.EncryptionOf(sender)));
            Assert.Equal(secrets.OfChild(name, "integrity_key"), Hex(keys.IntegrityOf(sender)));
            tally.ChildSas++;
        }
    }

    internal static T? Find<T>(Items<IkePayloadValue> payloads)
        where T : IkePayloadBody =>
        payloads.Select(payload => payload.Body).OfType<T>().FirstOrDefault();

    private static IkeRole Other(IkeRole role) =>
        role == IkeRole.Initiator ? IkeRole.Responder : IkeRole.Initiator;

    private static IkeSpi Spi(Octets octets) => new(Convert.ToUInt64(octets.ToString(), 16));

    private static IkeSuite SuiteOf(ProposalValue proposal)
    {
        Assert.True(
            IkeSuites.TryResolve(
                proposal, AlgorithmPolicy.DecodeOnly, out var suite, out var error),
            error.ToString());
        return suite;
    }
}
