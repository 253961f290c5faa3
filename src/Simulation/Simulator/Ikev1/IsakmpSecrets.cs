using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>
/// What is left of Main Mode and what all members share: SKEYID_d, SKEYID_a, the key of the cipher,
/// and the last block of phase 1, from which the IVs of phase 2 come (RFC 2409 appendix B).
/// </summary>
internal sealed class IsakmpSecrets : IDisposable
{
    private const int KeyLength = 32;
    private const int BlockLength = 16;

    private readonly CryptoProvider _provider;
    private readonly IsakmpKeys _keys;
    private readonly IvChain _last;
    private readonly HashSet<MessageId> _used = [];

    /// <summary>Of a Main Mode that is over.</summary>
    /// <param name="provider">Who computes.</param>
    /// <param name="keys">Its keys; they are this one's from now on.</param>
    /// <param name="last">The chain behind its last message.</param>
    public IsakmpSecrets(CryptoProvider provider, IsakmpKeys keys, IvChain last)
    {
        (_provider, _keys, _last) = (provider, keys, last);
        Prf = new(provider, Suite.Prf);
        Cipher = new(provider, Suite, keys);
    }

    /// <summary>The algorithms of every ISAKMP SA.</summary>
    public static IsakmpSuite Suite { get; } = new(
        EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, KeyLength * 8)!, PhaseOneHash.Sha256,
        PrfSpec.Find(PseudorandomFunction.HmacSha256)!, PhaseOneAuthMethod.PreSharedKey,
        KeyExchangeMethod.Modp2048);

    /// <summary>The function of the SA.</summary>
    public Prf Prf { get; }

    /// <summary>Encrypts and decrypts.</summary>
    public IsakmpCipher Cipher { get; }

    /// <summary>SKEYID_a.</summary>
    public Secret Authentic => _keys.SkeyidA;

    /// <summary>SKEYID_d.</summary>
    public Secret Derives => _keys.SkeyidD;

    /// <summary>As a <see cref="KeyRing"/> takes them, and members tell them.</summary>
    public byte[] Material() =>
    [
        KeyRing.ForIsakmp, .. _keys.SkeyidD.Span, .. _keys.SkeyidA.Span, .. _keys.Cipher.Span,
        .. _last.Iv.Span,
    ];

    /// <summary>From what members tell; null: it is something else.</summary>
    public static IsakmpSecrets? Read(CryptoProvider provider, ReadOnlySpan<byte> material)
    {
        if (material.Length != 1 + (3 * KeyLength) + BlockLength
            || material[0] != KeyRing.ForIsakmp)
        {
            return null;
        }

        var (derives, authentic, cipher) = (1, 1 + KeyLength, 1 + (2 * KeyLength));
        return new(
            provider,
            new(
                new(0), new(material.Slice(derives, KeyLength)),
                new(material.Slice(authentic, KeyLength)), new(0),
                new(material.Slice(cipher, KeyLength))),
            new(new Octets(material[^BlockLength..])));
    }

    /// <summary>Whether an exchange of phase 2 had this message ID: another one would have the
    /// same IV (RFC 2409 §5.5, appendix B).</summary>
    public bool IsUsed(MessageId id) => _used.Contains(id);

    /// <summary>An exchange has this message ID; false: one had it.</summary>
    public bool Use(MessageId id) => _used.Add(id);

    /// <summary>The chain of an exchange of phase 2.</summary>
    public IvChain ChainOf(MessageId id) => _last.OfPhaseTwo(Suite.Hash, id);

    /// <summary>The keys of a CHILD SA, as a <see cref="KeyRing"/> takes them.</summary>
    /// <param name="suite">What protects it.</param>
    /// <param name="spis">Where both sides receive, the initiator first.</param>
    /// <param name="nonces">The nonces of Quick Mode.</param>
    /// <param name="shared">What its key exchange gives.</param>
    /// <param name="isOfMember">Whether a member began.</param>
    public byte[] ChildMaterial(
        SaSuite suite, (Octets Initiator, Octets Responder) spis, ExchangeNonces nonces,
        Secret shared, bool isOfMember)
    {
        var (encryption, integrity) = SaSuites.Of(suite);
        using var keys = QuickModeKeys.Derive(
            Prf, new(ProtocolId.Esp, encryption, integrity, Esn: false), Derives,
            spis.Initiator, spis.Responder, nonces, shared);
        var (peer, cluster) = isOfMember
            ? (IkeRole.Responder, IkeRole.Initiator)
            : (IkeRole.Initiator, IkeRole.Responder);
        return
        [
            (byte)suite, .. keys.EncryptionOf(peer).Span, .. keys.IntegrityOf(peer).Span,
            .. keys.EncryptionOf(cluster).Span, .. keys.IntegrityOf(cluster).Span,
        ];
    }

    /// <summary>Zeroes them.</summary>
    public void Dispose()
    {
        Cipher.Dispose();
        _keys.Dispose();
    }
}
