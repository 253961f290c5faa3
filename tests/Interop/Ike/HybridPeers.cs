using System.Net;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.Ike;

/// <summary>
/// Both peers of IKE SAs with ML-KEM, written by this library from fixed randomness: what they send
/// as Ethernet frames, and the secrets that they share.
/// </summary>
internal sealed class HybridPeers : IDisposable
{
    private static readonly CryptoProvider Provider = CryptoProviders.Managed();
    private readonly Random _random = new(20261126);
    private MessageSealer[] _sealers = [];
    private readonly byte[][] _intAuth = [[], []];

    /// <summary>The frames so far.</summary>
    public List<byte[]> Frames { get; } = [];

    /// <summary>The SPIs of the IKE SA at hand.</summary>
    public IkeSpiPair Spis { get; private set; } = new(new(0x1001), new(0x2002));

    /// <summary>The keys of the IKE SA at hand.</summary>
    public IkeKeys Keys { get; private set; } = null!;

    /// <summary>Its suite.</summary>
    public IkeSuite Suite { get; private set; } = null!;

    /// <summary>The function of the SA.</summary>
    public Prf Function { get; private set; } = null!;

    /// <summary>The messages of IKE_SA_INIT.</summary>
    public byte[][] First { get; } = new byte[2][];

    /// <summary>The nonces of IKE_SA_INIT.</summary>
    public ExchangeNonces Nonces { get; set; }

    /// <summary>IntAuth of both sides, as it is at IKE_AUTH.</summary>
    public byte[] IntAuth(uint authId) =>
        IntermediateAuth.Whole(_intAuth[0], _intAuth[1], new(authId));

    /// <summary>So many random octets.</summary>
    public byte[] Octets(int length)
    {
        var octets = new byte[length];
        _random.NextBytes(octets);
        return octets;
    }

    /// <summary>A key exchange: the values that are sent, and the secret.</summary>
    public (Octets Initiator, Octets Responder, Secret Shared) Exchange(KeyExchangeMethod method)
    {
        var length = KeyExchanges.RandomnessLength(method);
        Assert.True(KeyExchanges.TryStart(
            Provider, method, Octets(length), out var share, out _));
        using (share)
        {
            var value = new Octets(share.PublicValue);
            Assert.True(KeyExchanges.TryRespond(
                Provider, method, value.Span, Octets(length), out var answer, out var shared,
                out _));
            Assert.True(share.TryAgree(answer.Span, out var same, out _));
            using (same)
            {
                Assert.True(same.FixedTimeEquals(shared.Span));
            }

            return (value, answer, shared);
        }
    }

    /// <summary>Goes on with keys that SKEYSEED gives.</summary>
    public void Renew(Secret seed, ExchangeNonces nonces, IkeSpiPair spis, IkeSuite suite)
    {
        Dispose();
        (Spis, Suite) = (spis, suite);
        Function = new Prf(Provider, suite.Prf);
        Keys = IkeKeys.Derive(Function, suite, seed, nonces, spis);
        _sealers = [Sealer(IkeRole.Initiator), Sealer(IkeRole.Responder)];
    }

    /// <summary>The header of a message.</summary>
    public IkeHeaderValue Header(ExchangeType type, bool isResponse, uint id) => new()
    {
        InitiatorSpi = Spis.Initiator,
        ResponderSpi = type == ExchangeType.IkeSaInit && !isResponse ? default : Spis.Responder,
        ExchangeType = type,
        Flags = new((byte)(isResponse ? 0x20 : 0x08)),
        MessageId = new(id),
    };

    /// <summary>Sends a message in the clear.</summary>
    public void SendClear(bool isResponse, params IkePayloadBody[] payloads)
    {
        var message = (Header(ExchangeType.IkeSaInit, isResponse, 0) with
        {
            Payloads = [.. payloads.Select(Payload)],
        }).ToArray();
        First[isResponse ? 1 : 0] = message;
        Send(message);
    }

    /// <summary>Sends a message in an SK payload, or in fragments where it is long.</summary>
    public void Send(
        ExchangeType type, bool isResponse, uint id, params IkePayloadBody[] payloads)
    {
        var header = Header(type, isResponse, id);
        var inner = new InnerPayloadsValue { Payloads = [.. payloads.Select(Payload)] };
        var side = isResponse ? 1 : 0;
        Assert.True(_sealers[side].TrySealFragments(
            header, inner, 1280, out var datagrams, out var error), error.ToString());
        foreach (var datagram in datagrams)
        {
            Send(datagram.Span.ToArray());
        }

        if (type == ExchangeType.IkeIntermediate)
        {
            _intAuth[side] = IntermediateAuth.Next(
                Function, isResponse ? Keys.SkPr : Keys.SkPi, _intAuth[side], header,
                payloads[0].Tag, inner.ToArray());
        }
    }

    /// <summary>Sends an ESP packet in tunnel mode.</summary>
    public void SendEsp(ChildSuite suite, ChildKeys keys, uint spi)
    {
        var sa = new IpsecSa(new Spi(spi), IpsecMode.Tunnel, false)
        {
            Outer = new(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")),
        };
        using var esp = new EspOutbound(
            sa, Provider.CreateCipher(
                suite.Encryption, suite.Integrity, keys.EncryptionOf(IkeRole.Initiator).Span,
                keys.IntegrityOf(IkeRole.Initiator).Span),
            new(suite.Encryption, NoncePartition.Alone, _random.NextBytes),
            new OutboundSequence(false, 1));
        var output = new byte[400];
        Assert.True(esp.TryEncapsulate(
            Frame.Ipv4(17, Frame.Udp(9, [1, 2, 3, 4])), output, out var written, out _));
        Frames.Add(Frame.Ethernet(0x0800, output[..written]));
    }

    /// <summary>Zeroes the keys at hand.</summary>
    public void Dispose()
    {
        Keys?.Dispose();
        foreach (var sealer in _sealers)
        {
            sealer.Dispose();
        }
    }

    private static IkePayloadValue Payload(IkePayloadBody body) => new() { Body = body };

    private MessageSealer Sealer(IkeRole role) => new(
        Provider, Suite, Keys, role,
        new IvSource(Suite.Encryption, NoncePartition.Alone, _random.NextBytes));

    private void Send(byte[] message) =>
        Frames.Add(Frame.Ethernet(0x0800, Frame.Ipv4(17, Frame.Udp(500, message))));
}
