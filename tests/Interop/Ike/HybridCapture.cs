using System.Text.Json.Nodes;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.Ike;

/// <summary>
/// A capture of what nobody has recorded for us: IKE_INTERMEDIATE with two ML-KEM exchanges, a
/// post-quantum preshared key, and a CHILD SA and a rekey with IKE_FOLLOWUP_KE.
/// </summary>
internal sealed class HybridCapture
{
    private const string PreSharedKey = "a hybrid of old and new";
    private static readonly byte[] Ppk = [.. "unguessable by any machine"u8];
    private static readonly Octets Carol = new([.. "carol"u8]);

    private readonly HybridPeers _peers = new();
    private readonly JsonArray _secrets = [];

    // With the post-quantum preshared key in it.
    private Secret _skD = new(0);

    private HybridCapture()
    {
    }

    /// <summary>Writes the capture, and the secrets beside it.</summary>
    /// <returns>How many frames there are.</returns>
    public static int Write(string capture, string secrets)
    {
        var made = new HybridCapture();
        using (made._peers)
        {
            made.Establish();
            made.AddChild();
            made.Rekey();
        }

        PcapFile.Write(capture, 1, made._peers.Frames);
        File.WriteAllText(secrets, new JsonObject
        {
            ["pre_shared_keys"] = new JsonArray(new JsonObject { ["key"] = PreSharedKey }),
            ["ppks"] = new JsonArray(new JsonObject
            {
                ["id"] = "carol",
                ["key_hex"] = Convert.ToHexStringLower(Ppk),
            }),
            ["shared_secrets"] = made._secrets,
        }.ToJsonString());
        return made._peers.Frames.Count;
    }

    // RFC 7296 §1.2 with RFC 9370 §2.2.2: ML-KEM-768 and then ML-KEM-1024 in IKE_INTERMEDIATE.
    private void Establish()
    {
        var proposal = Proposal(ProtocolId.Ike, default, (1, 20, 256), (2, 5, 0), (4, 31, 0),
            (6, 36, 0), (7, 37, 0));
        Assert.True(IkeSuites.TryResolve(
            proposal, AlgorithmPolicy.DecodeOnly, out var suite, out _));
        var nonces = NewNonces();
        _peers.Nonces = nonces;
        var (ours, theirs, shared) = _peers.Exchange(KeyExchangeMethod.Curve25519);
        _peers.SendClear(
            false, Sa(proposal), Ke(31, ours), Nonce(nonces.Initiator), Supported(),
            Notify(new NotifyPayloadData.UsePpk(new())));
        _peers.SendClear(
            true, Sa(proposal), Ke(31, theirs), Nonce(nonces.Responder), Supported(),
            Notify(new NotifyPayloadData.UsePpk(new())));
        var spis = _peers.Spis;
        var prf = new Prf(CryptoProviders.Managed(), suite.Prf);
        using (var seed = SkeySeed.Initial(prf, nonces, shared))
        {
            _peers.Renew(seed, nonces, spis, suite);
        }

        List<Secret> additional = [];
        foreach (var method in suite.Additional)
        {
            var (key, text, secret) = _peers.Exchange(method);
            var id = 1 + (uint)additional.Count;
            _peers.Send(ExchangeType.IkeIntermediate, false, id, Ke(method.Value, key));
            _peers.Send(ExchangeType.IkeIntermediate, true, id, Ke(method.Value, text));
            additional.Add(secret);
            using var seed = SkeySeed.Intermediate(
                _peers.Function, _peers.Keys.SkD, nonces, secret);
            _peers.Renew(seed, nonces, spis, suite);
        }

        Remember(spis.Initiator.Value.ToString("x16"), shared, additional);
        Authenticate();
    }

    // RFC 8784 §3: the initiator proves itself with the key that it names and without it.
    private void Authenticate()
    {
        using var ppk = new Secret(Ppk);
        using var mixed = _peers.Keys.WithPpk(_peers.Function, ppk);
        var child = Proposal(ProtocolId.Esp, Spi(0x71), (1, 20, 128), (5, 0, 0));
        _peers.Send(
            ExchangeType.IkeAuth, false, 3, new IkePayloadBody.IdInitiator(Identity("carol")),
            new IkePayloadBody.Auth(Auth(IkeRole.Initiator, mixed)), Sa(child),
            Notify(new NotifyPayloadData.PpkIdentity(new()
            {
                IdType = new(2),
                Id = Carol,
            })),
            Notify(new NotifyPayloadData.NoPpkAuth(new()
            {
                AuthenticationData = Data(Auth(IkeRole.Initiator, _peers.Keys)),
            })));
        child = Proposal(ProtocolId.Esp, Spi(0x72), (1, 20, 128), (5, 0, 0));
        _peers.Send(
            ExchangeType.IkeAuth, true, 3, new IkePayloadBody.IdResponder(Identity("moon")),
            new IkePayloadBody.Auth(Auth(IkeRole.Responder, mixed)), Sa(child),
            Notify(new NotifyPayloadData.PpkIdentity(new() { IdType = new(2), Id = Carol })));
        Assert.True(ChildSuites.TryResolve(
            child, AlgorithmPolicy.DecodeOnly, out var suite, out _));
        using var keys = ChildKeys.Derive(
            _peers.Function, suite, mixed.SkD, _peers.Nonces);
        _peers.SendEsp(suite, keys, 0x72);
        _skD = new Secret(mixed.SkD.Span);
    }

    // RFC 9370 §2.2.4: Curve25519 in CREATE_CHILD_SA, ML-KEM-512 and ML-KEM-768 behind it.
    private void AddChild()
    {
        var proposal = Proposal(ProtocolId.Esp, Spi(0x81), (1, 20, 256), (5, 0, 0), (4, 31, 0),
            (6, 35, 0), (7, 36, 0));
        Assert.True(ChildSuites.TryResolve(
            proposal, AlgorithmPolicy.DecodeOnly, out var suite, out _));
        var (nonces, secrets) = Create(4, proposal, proposal with { Spi = Spi(0x82) });
        using var keys = ChildKeys.Derive(
            _peers.Function, suite, _skD, nonces, secrets.ToArray());
        _peers.SendEsp(suite, keys, 0x82);
        Remember("00000081", secrets[0], secrets[1..]);
    }

    private void Rekey()
    {
        var next = new IkeSpiPair(new(0x3003), new(0x4004));
        var proposal = Proposal(ProtocolId.Ike, Spi(next.Initiator.Value), (1, 20, 256),
            (2, 5, 0), (4, 31, 0), (6, 37, 0));
        Assert.True(IkeSuites.TryResolve(
            proposal, AlgorithmPolicy.DecodeOnly, out var suite, out _));
        var (nonces, secrets) = Create(
            7, proposal, proposal with { Spi = Spi(next.Responder.Value) });
        using var seed = SkeySeed.Rekeyed(_peers.Function, _skD, nonces, secrets.ToArray());
        _skD.Dispose();
        _peers.Renew(seed, nonces, next, suite);
        _peers.Send(ExchangeType.Informational, false, 0);
        _peers.Send(ExchangeType.Informational, true, 0);
        Remember(next.Initiator.Value.ToString("x16"), secrets[0], secrets[1..]);
    }

    // CREATE_CHILD_SA and IKE_FOLLOWUP_KE for each additional exchange, linked.
    private (ExchangeNonces Nonces, List<Secret> Secrets) Create(
        uint id, ProposalValue offer, ProposalValue answer)
    {
        var nonces = NewNonces();
        var methods = offer.Transforms.Where(one => one.TransformType.Value >= 6)
            .Select(one => new KeyExchangeMethod(one.TransformId.Value)).ToArray();
        var (ours, theirs, shared) = _peers.Exchange(KeyExchangeMethod.Curve25519);
        _peers.Send(
            ExchangeType.CreateChildSa, false, id, Sa(offer), Nonce(nonces.Initiator),
            Ke(31, ours));
        var link = _peers.Octets(8);
        _peers.Send(
            ExchangeType.CreateChildSa, true, id, Sa(answer), Nonce(nonces.Responder),
            Ke(31, theirs), Link(link));
        List<Secret> secrets = [shared];
        foreach (var method in methods)
        {
            var (key, text, secret) = _peers.Exchange(method);
            _peers.Send(ExchangeType.IkeFollowupKe, false, ++id, Ke(method.Value, key), Link(link));
            link = _peers.Octets(8);
            IkePayloadBody[] more = method == methods[^1] ? [] : [Link(link)];
            _peers.Send(
                ExchangeType.IkeFollowupKe, true, id, [Ke(method.Value, text), .. more]);
            secrets.Add(secret);
        }

        return (nonces, secrets);
    }

    private AuthPayloadValue Auth(IkeRole side, IkeKeys keys)
    {
        var isInitiator = side == IkeRole.Initiator;
        var octets = SignedOctets.Of(
            _peers.Function, _peers.First[(int)side],
            (isInitiator ? _peers.Nonces.Responder : _peers.Nonces.Initiator).Span,
            keys.AuthenticationOf(side), Identity(isInitiator ? "carol" : "moon").ToArray(),
            _peers.IntAuth(3));
        using var key = new Secret(System.Text.Encoding.UTF8.GetBytes(PreSharedKey));
        return new()
        {
            Data = new AuthPayloadData.Unknown(
                AuthMethod.SharedKey, new(SharedKeyAuth.Compute(_peers.Function, key, octets))),
        };
    }

    private ExchangeNonces NewNonces() => new(new(_peers.Octets(32)), new(_peers.Octets(32)));

    private void Remember(string spi, Secret shared, IReadOnlyList<Secret> additional)
    {
        _secrets.Add(new JsonObject
        {
            ["spi"] = spi,
            ["shared_secret"] = Convert.ToHexStringLower(shared.Span),
            ["additional"] = new JsonArray([.. additional.Select(
                secret => JsonValue.Create(Convert.ToHexStringLower(secret.Span)))]),
        });
        shared.Dispose();
        foreach (var secret in additional)
        {
            secret.Dispose();
        }
    }

    private static Octets Data(AuthPayloadValue auth) =>
        ((AuthPayloadData.Unknown)auth.Data).Octets;

    private static IdPayloadValue Identity(string name) => new()
    {
        IdType = new(2),
        Data = new(System.Text.Encoding.ASCII.GetBytes(name)),
    };

    private static IkePayloadBody Sa(ProposalValue proposal) =>
        new IkePayloadBody.Sa(new() { Proposals = [proposal] });

    private static IkePayloadBody Ke(ushort method, Octets value) =>
        new IkePayloadBody.Ke(new() { Method = new(method), Data = value });

    private static IkePayloadBody Nonce(Octets nonce) =>
        new IkePayloadBody.Nonce(new() { Data = nonce });

    private static IkePayloadBody Notify(NotifyPayloadData data) =>
        new IkePayloadBody.Notify(new() { Data = data });

    private static IkePayloadBody Link(byte[] link) =>
        Notify(new NotifyPayloadData.AdditionalKeyExchange(new() { Link = new(link) }));

    private static IkePayloadBody Supported() =>
        Notify(new NotifyPayloadData.IntermediateExchangeSupported(new()));

    private static Octets Spi(uint spi) => new(Frame.Long(spi));

    private static Octets Spi(ulong spi) =>
        new([.. Frame.Long((uint)(spi >> 32)), .. Frame.Long((uint)spi)]);

    private static ProposalValue Proposal(
        ProtocolId protocol, Octets spi, params (byte Type, ushort Id, ushort Bits)[] transforms) =>
        new()
        {
            ProposalNumber = 1,
            ProtocolId = protocol,
            Spi = spi,
            Transforms = [.. transforms.Select(one => new TransformValue
            {
                TransformType = new(one.Type),
                TransformId = new(one.Id),
                Attributes = one.Bits == 0
                    ? []
                    : [
                        new()
                        {
                            AttributeType = TransformAttributeType.KeyLength,
                            AttributeValue = one.Bits,
                        },
                    ],
            })],
        };
}
