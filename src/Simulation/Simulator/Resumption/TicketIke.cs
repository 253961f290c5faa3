using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Simulation.Simulator.Resumption;

/// <summary>One end of an IKE SA of which tickets are, or that one of them resumes.</summary>
internal sealed class TicketIke : IDisposable
{
    private readonly IkeKeys _keys;
    private readonly IkeSpiPair _spis;
    private readonly IkeRole _role;
    private readonly Prf _prf;
    private readonly MessageSealer _sealer;
    private readonly MessageOpener _opener;

    private TicketIke(
        CryptoProvider provider, Secret seed, ExchangeNonces nonces, IkeSpiPair spis, IkeRole role,
        NoncePartition partition)
    {
        (_spis, _role, _prf) = (spis, role, new(provider, Suite.Prf));
        _keys = IkeKeys.Derive(_prf, Suite, seed, nonces, spis);
        _sealer = new(
            provider, Suite, _keys, role,
            new IvSource(Suite.Encryption, partition, static _ => { }));
        _opener = new(provider, Suite, _keys, KeyRing.OtherOf(role));
    }

    /// <summary>SK_d, which a ticket has in it.</summary>
    public Secret SkD => _keys.SkD;

    private static IkeSuite Suite { get; } = SaSuites.FirstOf(0);

    /// <summary>An IKE SA that was made by a full exchange.</summary>
    public static TicketIke First(
        CryptoProvider provider, Secret shared, ExchangeNonces nonces, IkeSpiPair spis,
        IkeRole role, NoncePartition partition)
    {
        using var seed = SkeySeed.Initial(new(provider, Suite.Prf), nonces, shared);
        return new(provider, seed, nonces, spis, role, partition);
    }

    /// <summary>An IKE SA that a ticket resumes, RFC 5723 §5.1.</summary>
    public static TicketIke Resumed(
        CryptoProvider provider, Secret skD, ExchangeNonces nonces, IkeSpiPair spis, IkeRole role,
        NoncePartition partition)
    {
        using var seed = SkeySeed.Resumed(new(provider, Suite.Prf), skD, nonces);
        return new(provider, seed, nonces, spis, role, partition);
    }

    /// <summary>A message of this end.</summary>
    public byte[] Seal(
        ExchangeType exchange, uint id, bool isResponse, Items<IkePayloadValue> payloads)
    {
        var header = HandshakeMessages.Message(_spis, _role, exchange, id);

        // RFC 7296 §3.1: who has begun the SA, and who answers.
        var flags = new IkeFlags((byte)((_role == IkeRole.Initiator ? 0x08 : 0)
            | (isResponse ? 0x20 : 0)));
        return _sealer.TrySeal(
            header with { Flags = flags }, new InnerPayloadsValue { Payloads = payloads },
            out var octets, out var error)
            ? octets
            : throw new InvalidOperationException(error.ToString());
    }

    /// <summary>What the other end says; null: it is not authentic.</summary>
    public InnerPayloadsValue? Open(ReadOnlySpan<byte> octets) =>
        _opener.TryOpen(octets, new byte[octets.Length], out var text, out _)
        && InnerPayloadsValue.TryParse(
            text.Payloads.Octets, text.FirstPayload, out var inner, out _)
            ? inner
            : null;

    /// <summary>The proof of a side: by SK_p alone, RFC 5723 §5.</summary>
    public AuthPayloadValue Prove(
        IkeRole side, Octets message, Octets peerNonce, Octets identity) => new()
        {
            Data = new AuthPayloadData.Unknown(
                AuthMethod.SharedKey,
                new(SharedKeyAuth.Compute(
                    _prf, _keys.AuthenticationOf(side),
                    Signed(side, message, peerNonce, identity)))),
        };

    /// <summary>Whether a side has proved itself.</summary>
    public bool IsProved(
        IkeRole side, Octets message, Octets peerNonce, Octets identity, AuthPayloadValue? auth) =>
        auth?.Data is AuthPayloadData.Unknown(var method, var data)
        && method == AuthMethod.SharedKey
        && SharedKeyAuth.IsAuthentic(
            _prf, _keys.AuthenticationOf(side), Signed(side, message, peerNonce, identity),
            data.Span);

    public void Dispose()
    {
        _sealer.Dispose();
        _opener.Dispose();
        _keys.Dispose();
    }

    private byte[] Signed(IkeRole side, Octets message, Octets peerNonce, Octets identity) =>
        SignedOctets.Of(
            _prf, message.Span, peerNonce.Span, _keys.AuthenticationOf(side), identity.Span);
}
