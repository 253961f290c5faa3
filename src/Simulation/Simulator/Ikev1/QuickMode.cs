using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>
/// One side of Quick Mode with a key exchange of its own, RFC 2409 §5.5: three messages with
/// HASH(1) to HASH(3), under a chain of IVs that its message ID begins.
/// </summary>
internal sealed class QuickMode
{
    private const int NonceLength = 32;
    private const int ShareLength = 256;
    private const int SecretLength = 32;

    private readonly IsakmpSecrets _secrets;
    private readonly IkeSpiPair _cookies;
    private readonly FillRandom _random;
    private readonly Octets[] _nonces = new Octets[2];
    private IvChain _chain;

    /// <summary>A side of it.</summary>
    /// <param name="secrets">Those of the ISAKMP SA.</param>
    /// <param name="cookies">Its cookies.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="random">Draws nonces and shares.</param>
    public QuickMode(
        IsakmpSecrets secrets, IkeSpiPair cookies, MessageId id, FillRandom random)
    {
        (_secrets, _cookies, _random, Id) = (secrets, cookies, random, id);
        _chain = secrets.ChainOf(id);
    }

    /// <summary>The message ID.</summary>
    public MessageId Id { get; }

    /// <summary>What was sent last, to be sent again.</summary>
    public byte[] Sent { get; private set; } = [];

    /// <summary>How often it was sent.</summary>
    public int Tries { get; set; }

    /// <summary>Where this side receives.</summary>
    public Spi Own { get; private set; }

    /// <summary>Where the other side receives.</summary>
    public Spi Theirs { get; private set; }

    /// <summary>Whether what it makes is on its way to be a fact, or is one.</summary>
    public bool IsEnding { get; set; }

    /// <summary>The first message.</summary>
    public byte[] Begin(Spi own, SaSuite suite, Items<IsakmpPayloadValue> networks)
    {
        (Own, _nonces[0]) = (own, Drawn(NonceLength));
        Items<IsakmpPayloadValue> rest = [.. Said(own, suite, 0), .. networks];
        return Seal(
            IsakmpHashes.One(
                _secrets.Prf, _secrets.Authentic, Id, IsakmpMessages.OctetsOf(rest)),
            rest);
    }

    /// <summary>What the first message of the other side says; null: it is not authentic.</summary>
    public Items<IsakmpPayloadValue>? Take(ReadOnlySpan<byte> octets)
    {
        var room = new byte[octets.Length];
        if (!_secrets.Cipher.TryOpen(octets, _chain, room, out var text, out var next, out _)
            || !MessageHash.IsOne(_secrets.Prf, _secrets.Authentic, Id, text, out _)
            || !text.TryToValue(out var value, out _)
            || !Takes(value.Payloads, 0))
        {
            return null;
        }

        _secrets.Use(Id);
        _chain = next;
        return value.Payloads;
    }

    /// <summary>The second message.</summary>
    public byte[] Answer(Spi own, SaSuite suite, Items<IsakmpPayloadValue> networks)
    {
        (Own, _nonces[1]) = (own, Drawn(NonceLength));
        Items<IsakmpPayloadValue> rest = [.. Said(own, suite, 1), .. networks];
        return Seal(
            IsakmpHashes.Two(
                _secrets.Prf, _secrets.Authentic, Id, _nonces[0], IsakmpMessages.OctetsOf(rest)),
            rest);
    }

    /// <summary>The third message, once the second has come; null: it is not authentic.</summary>
    public byte[]? Finish(ReadOnlySpan<byte> octets)
    {
        var room = new byte[octets.Length];
        if (!_secrets.Cipher.TryOpen(octets, _chain, room, out var text, out var next, out _)
            || !MessageHash.IsTwo(
                _secrets.Prf, _secrets.Authentic, Id, _nonces[0], text, out _)
            || !text.TryToValue(out var value, out _)
            || !Takes(value.Payloads, 1))
        {
            return null;
        }

        _chain = next;
        return Seal(IsakmpHashes.Three(_secrets.Prf, _secrets.Authentic, Id, Nonces), []);
    }

    /// <summary>Whether the third message has come.</summary>
    public bool IsFinished(ReadOnlySpan<byte> octets)
    {
        var room = new byte[octets.Length];
        return _secrets.Cipher.TryOpen(octets, _chain, room, out var text, out _, out _)
            && MessageHash.IsThree(_secrets.Prf, _secrets.Authentic, Id, Nonces, text, out _);
    }

    /// <summary>The keys of the CHILD SA, as a <see cref="KeyRing"/> takes them.</summary>
    /// <param name="suite">What protects it.</param>
    /// <param name="initiator">Where whoever began receives.</param>
    /// <param name="responder">Where the other side receives.</param>
    /// <param name="isOfMember">Whether a member began.</param>
    public byte[] Material(SaSuite suite, Spi initiator, Spi responder, bool isOfMember)
    {
        // What the key exchange would give both sides is a fact.
        using var shared = new Secret(SecretLength);
        Chance.Of(_cookies.Initiator.Value ^ Id.Value, "secret of phase 2").Fill(shared.Span);
        return _secrets.ChildMaterial(
            suite,
            (IsakmpPayloads.Octets(initiator), IsakmpPayloads.Octets(responder)), Nonces, shared,
            isOfMember);
    }

    /// <summary>The identities of Quick Mode: what is behind the peer, and anything.</summary>
    /// <param name="remote">What is behind the peer.</param>
    /// <param name="isOfMember">Whether a member begins: its own side stands first.</param>
    public static Items<IsakmpPayloadValue> Networks(Prefix remote, bool isOfMember) => isOfMember
        ? [IsakmpPayloads.Anywhere(), IsakmpPayloads.Network(remote)]
        : [IsakmpPayloads.Network(remote), IsakmpPayloads.Anywhere()];

    private ExchangeNonces Nonces => new(_nonces[0], _nonces[1]);

    private bool Takes(Items<IsakmpPayloadValue> payloads, int side)
    {
        if (IsakmpPayloads.SpiIn(payloads) is not { } spi
            || IsakmpPayloads.Find<IsakmpPayloadBody.Ke>(payloads) is null
            || IsakmpPayloads.Find<IsakmpPayloadBody.Nonce>(payloads) is not { Value: var nonce })
        {
            return false;
        }

        (Theirs, _nonces[side]) = (spi, nonce.Data);
        return true;
    }

    private Items<IsakmpPayloadValue> Said(Spi own, SaSuite suite, int side) =>
    [
        IsakmpPayloads.Of(new IsakmpPayloadBody.Sa(IsakmpPayloads.PhaseTwoSa(own, suite))),
        IsakmpMessages.Nonce(_nonces[side]), IsakmpMessages.Ke(Drawn(ShareLength)),
    ];

    private byte[] Seal(byte[] hash, Items<IsakmpPayloadValue> rest)
    {
        Tries = 0;
        return Sent = IsakmpMessages.Seal(
            _secrets,
            IsakmpMessages.Header(
                _cookies, IsakmpExchangeType.QuickMode, Id, [IsakmpMessages.Hash(hash), .. rest]),
            _chain, out _chain);
    }

    private Octets Drawn(int length)
    {
        var octets = new byte[length];
        _random(octets);
        return new(octets);
    }
}
