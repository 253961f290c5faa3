using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Protocol.Reassembly;
using Holdfast.StateMachines.Dpd;

namespace Holdfast.Tests.Interop.Ike;

/// <summary>
/// Goes through the IKEv1 messages of a capture as both peers did: keys, IVs and hashes are derived
/// from what the messages say and the results of key exchanges.
/// </summary>
internal sealed class IsakmpReplay(
    CryptoProvider provider, LabSecrets secrets, Tally tally,
    Action<IkeDatagram, DeadPeerDetection.Cookies, IsakmpPlaintextValue>? opened = null)
{
    private readonly Dictionary<IkeSpi, IsakmpSa> _sas = [];
    private MessageFragments _fragments = MessageFragments.Empty();

    public void Take(IkeDatagram datagram)
    {
        if (!IsakmpHeader.TryParse(datagram.Octets.Span, out var header, out _))
        {
            return;
        }

        if (!_sas.TryGetValue(header.InitiatorSpi, out var sa))
        {
            sa = new() { InitiatorCookie = header.InitiatorSpi, Initiator = datagram.Source };
            _sas.Add(header.InitiatorSpi, sa);
        }

        if (header.ResponderSpi.Value != 0)
        {
            sa.ResponderCookie = header.ResponderSpi;
        }

        if (!header.Encrypted && header.NextPayload == IsakmpPayloadType.Fragment)
        {
            TakeFragment(header, datagram);
        }
        else if (sa.Taken.Add(datagram.Octets))
        {
            var sender = datagram.Source == sa.Initiator ? IkeRole.Initiator : IkeRole.Responder;
            if (header.Encrypted)
            {
                TakeEncrypted(sa, sender, header, datagram);
            }
            else
            {
                Assert.True(header.TryToValue(out var value, out var error), error.ToString());
                TakeClear(sa, sender, value);
            }
        }
    }

    public void End()
    {
        foreach (var sa in _sas.Values)
        {
            sa.Dispose();
        }
    }

    private static T? Find<T>(Items<IsakmpPayloadValue> payloads)
        where T : IsakmpPayloadBody =>
        payloads.Select(payload => payload.Body).OfType<T>().FirstOrDefault();

    private void TakeFragment(IsakmpHeader header, IkeDatagram datagram)
    {
        foreach (var payload in header.Payloads)
        {
            Assert.True(payload.TryBody(out IsakmpFragmentPayload piece, out _));
            var key = new MessageKey(
                new FlowKey(datagram.Source, 0, 0, 0), header.InitiatorSpi.Value,
                piece.FragmentId);
            (_fragments, var joined) = _fragments.Add(
                key, piece.FragmentNumber, piece.Last, piece.Data, datagram.Packet);
            if (joined is not null)
            {
                tally.Joined++;
                Take(datagram with { Octets = joined.Data });
            }
        }
    }

    private void TakeClear(IsakmpSa sa, IkeRole sender, IsakmpHeaderValue message)
    {
        var payloads = message.Payloads!.Value;
        var side = (int)sender;
        if (Find<IsakmpPayloadBody.Sa>(payloads) is { } offer)
        {
            if (sender == IkeRole.Initiator)
            {
                sa.SaBody = new(offer.Value.ToArray());
            }
            else
            {
                sa.Suite = SuiteOf(offer.Value);
            }
        }

        if (Find<IsakmpPayloadBody.Ke>(payloads) is { } ke)
        {
            sa.PublicValues[side] = ke.Value.Data;
            sa.Nonces[side] = Find<IsakmpPayloadBody.Nonce>(payloads)!.Value.Data;
        }

        if (sa.Keys is null && sa.PublicValues.All(value => value.Length > 0))
        {
            Derive(sa);
        }

        if (sa.Keys is not null)
        {
            TakeProofs(sa, sender, payloads, 0);
        }
        else if (Find<IsakmpPayloadBody.Id>(payloads) is { } id)
        {
            sa.Identities[side] = new(id.Value.ToArray());
        }
    }

    private void Derive(IsakmpSa sa)
    {
        var name = Ikev2Replay.Hex(sa.InitiatorCookie.Value);
        if (secrets.Shared(name) is not { } known)
        {
            return;
        }

        var suite = sa.Suite!;
        var prf = sa.Function = new Prf(provider, suite.Prf);
        var cookies = new IkeSpiPair(sa.InitiatorCookie, sa.ResponderCookie);
        var nonces = new ExchangeNonces(sa.Nonces[0], sa.Nonces[1]);
        sa.Exchange = new(cookies, sa.PublicValues[0], sa.PublicValues[1], sa.SaBody);
        using var shared = new Secret(known);
        using var skeyid = suite.Authentication == PhaseOneAuthMethod.RsaSignatures
            ? Skeyid.FromSignatures(prf, nonces, shared)
            : OfPreSharedKey(prf, nonces, secrets.OfIke(name, "skeyid")!);
        var keys = sa.Keys = IsakmpKeys.Derive(prf, suite, skeyid, shared, cookies);
        sa.Cipher = new IsakmpCipher(provider, suite, keys);
        sa.Chains[0] = IvChain.OfPhaseOne(
            suite.Hash, sa.Exchange, suite.Encryption.BlockLength);
        Assert.Equal(secrets.OfIke(name, "skeyid"), Ikev2Replay.Hex(keys.Skeyid));
        Assert.Equal(secrets.OfIke(name, "skeyid_d"), Ikev2Replay.Hex(keys.SkeyidD));
        Assert.Equal(secrets.OfIke(name, "skeyid_a"), Ikev2Replay.Hex(keys.SkeyidA));
        Assert.Equal(secrets.OfIke(name, "skeyid_e"), Ikev2Replay.Hex(keys.SkeyidE));
        Assert.Equal(secrets.OfIke(name, "encryption_key"), Ikev2Replay.Hex(keys.Cipher));
        Assert.Equal(secrets.OfIke(name, "initial_iv"), sa.Chains[0].Iv.ToString());
        tally.IkeSas++;
    }

    private Secret OfPreSharedKey(Prf prf, ExchangeNonces nonces, string expected)
    {
        foreach (var octets in secrets.PreSharedKeys)
        {
            using var key = new Secret(octets);
            var skeyid = Skeyid.FromPreSharedKey(prf, key, nonces);
            if (Ikev2Replay.Hex(skeyid) == expected)
            {
                return skeyid;
            }

            skeyid.Dispose();
        }

        throw new InvalidOperationException($"{tally.Capture}: no key gives SKEYID {expected}");
    }

    private void TakeEncrypted(
        IsakmpSa sa, IkeRole sender, IsakmpHeader header, IkeDatagram datagram)
    {
        tally.Encrypted++;
        var id = header.MessageId;
        if (sa.Cipher is not { } cipher)
        {
            tally.Fail(datagram.Packet, "no keys");
            return;
        }

        if (!sa.Chains.TryGetValue(id.Value, out var chain))
        {
            chain = sa.Chains[0].OfPhaseTwo(sa.Suite!.Hash, id);
        }

        var buffer = new byte[datagram.Octets.Length];
        if (!cipher.TryOpen(
                datagram.Octets.Span, chain, buffer, out var plaintext, out var next,
                out var error))
        {
            tally.Fail(datagram.Packet, error);
            return;
        }

        tally.Opened++;
        Assert.True(plaintext.TryToValue(out var value, out var place), place.ToString());
        if (id.Value == 0)
        {
            TakeProofs(sa, sender, value.Payloads, datagram.Packet);
        }
        else if (IsHashed(sa, header, plaintext, value, out error))
        {
            tally.Hashes++;
            opened?.Invoke(datagram, new(sa.InitiatorCookie, sa.ResponderCookie), value);
        }
        else
        {
            tally.Fail(datagram.Packet, error);
            return;
        }

        sa.Chains[id.Value] = next;
    }

    private bool IsHashed(
        IsakmpSa sa, IsakmpHeader header, IsakmpPlaintext plaintext, IsakmpPlaintextValue value,
        out OpenError error)
    {
        var (prf, key, id) = (sa.Function!, sa.Keys!.SkeyidA, header.MessageId);
        if (header.ExchangeType != IsakmpExchangeType.QuickMode)
        {
            return MessageHash.IsOne(prf, key, id, plaintext, out error);
        }

        if (!sa.QuickModes.TryGetValue(id.Value, out var before))
        {
            sa.QuickModes.Add(id.Value, before = []);
        }

        before.Add(value);
        switch (before.Count)
        {
            case 1:
                return MessageHash.IsOne(prf, key, id, plaintext, out error);
            case 2:
                var nonce = NonceOf(before[0]);
                return MessageHash.IsTwo(prf, key, id, nonce, plaintext, out error)
                    && TakeQuickMode(sa, before);
            default:
                return MessageHash.IsThree(
                    prf, key, id, new(NonceOf(before[0]), NonceOf(before[1])), plaintext,
                    out error);
        }
    }

    private static Octets NonceOf(IsakmpPlaintextValue message) =>
        Find<IsakmpPayloadBody.Nonce>(message.Payloads)!.Value.Data;

    private bool TakeQuickMode(IsakmpSa sa, List<IsakmpPlaintextValue> messages)
    {
        var offered = ProposalsOf(Find<IsakmpPayloadBody.Sa>(messages[0].Payloads)!.Value)[0];
        var chosen = ProposalsOf(Find<IsakmpPayloadBody.Sa>(messages[1].Payloads)!.Value)[0];
        Assert.True(
            IsakmpChildSuites.TryResolve(
                chosen.ProtocolId, chosen.Transforms[0], AlgorithmPolicy.DecodeOnly,
                out var suite, out var error),
            error.ToString());
        var known = secrets.Shared(offered.Spi.ToString()) ?? secrets.Shared(chosen.Spi.ToString());
        Assert.Equal(suite.KeyExchange != KeyExchangeMethod.None, known is not null);
        using var shared = new Secret(known);
        using var keys = QuickModeKeys.Derive(
            sa.Function!, suite, sa.Keys!.SkeyidD, offered.Spi, chosen.Spi,
            new(NonceOf(messages[0]), NonceOf(messages[1])), known is null ? null : shared);
        Compare(offered.Spi.ToString(), keys, IkeRole.Responder);
        Compare(chosen.Spi.ToString(), keys, IkeRole.Initiator);
        return true;
    }

    private void Compare(string spi, ChildKeys keys, IkeRole sender)
    {
        if (secrets.KnowsChild(spi))
        {
            Assert.Equal(
                secrets.OfChild(spi, "encryption_key"),
                Ikev2Replay.Hex(keys.EncryptionOf(sender)));
            Assert.Equal(
                secrets.OfChild(spi, "integrity_key"), Ikev2Replay.Hex(keys.IntegrityOf(sender)));
            tally.ChildSas++;
        }
    }

    private void TakeProofs(
        IsakmpSa sa, IkeRole sender, Items<IsakmpPayloadValue> payloads, int packet)
    {
        var side = (int)sender;
        if (Find<IsakmpPayloadBody.Id>(payloads) is { } id)
        {
            sa.Identities[side] = new(id.Value.ToArray());
        }

        if (Find<IsakmpPayloadBody.Cert>(payloads) is { } cert)
        {
            sa.Certificates[side] = new(cert.Value.ToArray().AsSpan(1));
        }

        var body = sa.Identities[side].Span;
        var hash = sender == IkeRole.Initiator
            ? IsakmpHashes.OfInitiator(sa.Function!, sa.Keys!.Skeyid, sa.Exchange!, body)
            : IsakmpHashes.OfResponder(sa.Function!, sa.Keys!.Skeyid, sa.Exchange!, body);
        if (Find<IsakmpPayloadBody.Hash>(payloads) is { } told)
        {
            Assert.True(IsakmpHashes.Agree(hash, told.Value.Data.Span));
            tally.SharedKeyAuths++;
        }
        else if (Find<IsakmpPayloadBody.Signature>(payloads) is { } signature)
        {
            // RFC 2409 §5.1: signed is the hash itself.
            Assert.True(PublicKey.TryReadCertificate(
                sa.Certificates[side].Span, out var key, out _));
            Assert.True(
                key.TryVerify(
                    new SignatureScheme.RsaBare(), hash, signature.Value.Data.Span,
                    out var error),
                $"{tally.Capture}, packet {packet}: {error}");
            tally.Signatures++;
        }
    }

    private static IsakmpSuite SuiteOf(IsakmpSaPayloadValue sa)
    {
        Assert.True(
            IsakmpSuites.TryResolve(
                ProposalsOf(sa)[0].Transforms[0], AlgorithmPolicy.DecodeOnly, out var suite,
                out var error),
            error.ToString());
        return suite;
    }

    private static Items<IsakmpProposalValue> ProposalsOf(IsakmpSaPayloadValue sa)
    {
        var situation = Assert.IsType<IsakmpSaPayloadBody.Ipsec>(sa.Body).Value;
        return Assert.IsType<IpsecSituationBody.IdentityOnly>(situation.Body).Value.Proposals;
    }
}
