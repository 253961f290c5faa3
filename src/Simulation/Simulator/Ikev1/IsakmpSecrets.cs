using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Ikev1;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>
/// What is left of phase 1 and what all members share: SKEYID_d, SKEYID_a, the key of the cipher,
/// and the last block of phase 1, from which the IVs of phase 2 come (RFC 2409 appendix B).
/// </summary>
internal sealed class IsakmpSecrets : IDisposable
{
    private const int KeyLength = 32;
    private const int BlockLength = 16;

    private readonly IsakmpHandshakeKeys _keys;
    private readonly ulong _number;
    private readonly IvChain _last;

    private IsakmpSecrets(
        CryptoProvider provider, FillRandom random, IsakmpKeys keys, IvChain last)
    {
        _keys = new(provider, random);
        (_number, _last) = (_keys.Import(Suite, keys), last);
        Work = new(_keys, (_, _) => null);
    }

    /// <summary>The algorithms of every ISAKMP SA.</summary>
    public static IsakmpSuite Suite { get; } = new(
        EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, KeyLength * 8)!, PhaseOneHash.Sha256,
        PrfSpec.Find(PseudorandomFunction.HmacSha256)!, PhaseOneAuthMethod.PreSharedKey,
        KeyExchangeMethod.Ecp256);

    /// <summary>When messages are sent again: each second, five times in all.</summary>
    public static IsakmpRetries Retries { get; } = new()
    {
        After = IkeAttempts.Every,
        BackoffPercent = 101,
        Max = IkeAttempts.Every,
        SendsMax = IkeAttempts.SendsMax,
    };

    /// <summary>Of whoever only looks on.</summary>
    public static FillRandom Nothing { get; } =
        _ => throw new InvalidOperationException("whoever looks on begins nothing");

    /// <summary>Does what quick mode asks for, and reads what it is to hear.</summary>
    public IsakmpWork Work { get; }

    /// <summary>What quick mode needs of it.</summary>
    public StandingIsakmp Standing(IkeSpiPair cookies) => new(cookies, new(_number), _last);

    /// <summary>As a <see cref="KeyRing"/> takes them, and members tell them.</summary>
    public byte[] Material() => Of(_keys.KeysOf(_number), _last);

    /// <summary>The same of an SA that was just made.</summary>
    /// <param name="keys">Its keys.</param>
    /// <param name="last">The chain behind the last message of phase 1.</param>
    public static byte[] Of(IsakmpKeys keys, IvChain last) =>
    [
        KeyRing.ForIsakmp, .. keys.SkeyidD.Span, .. keys.SkeyidA.Span, .. keys.Cipher.Span,
        .. last.Iv.Span,
    ];

    /// <summary>From what members tell; null: it is something else.</summary>
    /// <param name="provider">Who computes.</param>
    /// <param name="random">Draws our halves of key exchanges.</param>
    /// <param name="material">What they tell.</param>
    public static IsakmpSecrets? Read(
        CryptoProvider provider, FillRandom random, ReadOnlySpan<byte> material)
    {
        if (material.Length != 1 + (3 * KeyLength) + BlockLength
            || material[0] != KeyRing.ForIsakmp)
        {
            return null;
        }

        var (derives, authentic, cipher) = (1, 1 + KeyLength, 1 + (2 * KeyLength));
        return new(
            provider, random,
            new(
                new(0), new(material.Slice(derives, KeyLength)),
                new(material.Slice(authentic, KeyLength)), new(0),
                new(material.Slice(cipher, KeyLength))),
            new(new Octets(material[^BlockLength..])));
    }

    /// <summary>Whether an exchange of phase 2 had this message ID: another one would have the
    /// same IV (RFC 2409 §5.5, appendix B).</summary>
    public bool IsUsed(MessageId id) => _keys.Has(_number) && _keys.IsUsed(_number, id);

    /// <summary>An exchange has this message ID; false: one had it.</summary>
    public bool Use(MessageId id) => _keys.Has(_number) && _keys.Use(_number, id);

    /// <summary>An Informational exchange, RFC 2409 §5.7: one message with HASH(1) in front.
    /// </summary>
    public Octets Say(IkeSpiPair cookies, MessageId id, Information information) =>
        _keys.TrySeal(
            _number,
            PhaseOneMessages.Message(
                cookies, IsakmpExchangeType.Informational, id,
                InformationalMessages.ToPayloads(information)),
            PhaseTwoHash.One, default, _keys.ChainOf(_number, _last, id), out var octets, out _,
            out var error)
            ? octets
            : throw new InvalidOperationException(error.ToString());

    /// <summary>What an Informational exchange says, whether or not it was heard before; null: it
    /// is not authentic.</summary>
    public Information? Open(ReadOnlySpan<byte> octets, MessageId id) => _keys.TryOpen(
        _number, octets, id, PhaseTwoHash.One, default, _keys.ChainOf(_number, _last, id),
        out var payloads, out _, out _)
        ? InformationalMessages.Read(payloads)
        : null;

    /// <summary>The keys of a CHILD SA that quick mode has made, as a <see cref="KeyRing"/> takes
    /// them.</summary>
    /// <param name="suite">What protects it.</param>
    /// <param name="child">Its keys, which stay.</param>
    /// <param name="cluster">Which side of quick mode the cluster is.</param>
    public byte[] ChildMaterial(SaSuite suite, KeyHandle child, IkeRole cluster) =>
        KeyRing.Of(suite, _keys.ChildKeysOf(child.Value), cluster);

    /// <summary>Zeroes the keys of a CHILD SA, of which there are copies.</summary>
    public void Forget(KeyHandle child) => _keys.Forget(child.Value);

    /// <summary>Zeroes them.</summary>
    public void Dispose() => _keys.Dispose();
}
