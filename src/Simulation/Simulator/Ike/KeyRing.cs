using System.Buffers.Binary;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using StoredHandle = Holdfast.Protocol.Cryptography.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// The keys of one box: a key store, and by which handle of machines both directions of an SA are
/// known. Material is one octet of what it is for, then the keys of what the cluster receives,
/// then those of what it sends; where no plan has a word for that, both algorithms stand before
/// them by their numbers. That of IKE has one octet more, which side the cluster is, and SK_d at
/// its end.
/// </summary>
/// <param name="provider">Who computes.</param>
/// <param name="isPeer">Whether it is the other end: what the cluster receives it sends.</param>
/// <param name="random">Draws our halves of key exchanges under SAs of IKEv1; null: nobody begins
/// one.</param>
internal sealed class KeyRing(
    CryptoProvider provider, bool isPeer, FillRandom? random = null) : IDisposable
{
    /// <summary>The octet before algorithms that stand there by their numbers.</summary>
    public const byte ForNamed = 0xFE;

    /// <summary>Octets before keys whose algorithms stand there: encryption, its bits, the MAC.
    /// </summary>
    public const int NamedLength = 7;

    /// <summary>The octet before the secret of tokens, which is no key of an SA.</summary>
    public const byte ForTokens = 0xFD;

    /// <summary>The octet before the keys of an SA of IKEv1.</summary>
    public const byte ForIsakmp = 0xFC;

    /// <summary>The octet before our half of a key exchange.</summary>
    public const byte ForShare = 0xFB;

    /// <summary>The octet before what IKE_FOLLOWUP_KE goes on with.</summary>
    public const byte ForSeries = 0xFA;

    /// <summary>The octet before the keys of IKE.</summary>
    public const byte ForIke = 0xFF;

    private const int IkeHead = 2;

    private readonly FillRandom _random = random ?? IsakmpSecrets.Nothing;

    // What was recorded may be old, and is opened as it is.
    private readonly KeyStore _store = new(
        provider, NoncePartition.Alone, AlgorithmPolicy.DecodeOnly);

    private readonly Dictionary<KeyHandle, (StoredHandle Open, StoredHandle Seal, byte[] For)>
        _pairs = [];

    private readonly Dictionary<KeyHandle, IsakmpSecrets> _isakmp = [];
    private readonly Dictionary<KeyHandle, Secret> _skD = [];
    private readonly Dictionary<KeyHandle, ShareMaterial> _shares = [];
    private readonly Dictionary<KeyHandle, SeriesMaterial> _series = [];

    /// <summary>Key material for a new CHILD SA.</summary>
    public static byte[] Draw(ref Chance chance, SaSuite suite)
    {
        var (encryption, integrity) = SaSuites.Of(suite);
        var length = encryption.KeyMaterialLength + integrity.KeyLength;
        var material = new byte[1 + (2 * length)];
        chance.Fill(material);
        material[0] = (byte)suite;
        return material;
    }

    /// <summary>The material of a CHILD SA, RFC 7296 §2.17.</summary>
    /// <param name="suite">Its algorithms.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="cluster">Which side of their exchange the cluster was.</param>
    public static byte[] Of(SaSuite suite, ChildKeys keys, IkeRole cluster)
    {
        var peer = OtherOf(cluster);
        return
        [
            (byte)suite, .. keys.EncryptionOf(peer).Span, .. keys.IntegrityOf(peer).Span,
            .. keys.EncryptionOf(cluster).Span, .. keys.IntegrityOf(cluster).Span,
        ];
    }

    /// <summary>The material of an IKE SA, RFC 7296 §2.14.</summary>
    /// <param name="keys">Its keys.</param>
    /// <param name="cluster">Which side of it the cluster is.</param>
    public static byte[] Of(IkeKeys keys, IkeRole cluster)
    {
        var peer = OtherOf(cluster);
        return
        [
            ForIke, (byte)cluster, .. keys.EncryptionOf(peer).Span, .. keys.IntegrityOf(peer).Span,
            .. keys.EncryptionOf(cluster).Span, .. keys.IntegrityOf(cluster).Span,
            .. keys.SkD.Span,
        ];
    }

    /// <summary>The other side.</summary>
    public static IkeRole OtherOf(IkeRole side) => side switch
    {
        IkeRole.Initiator => IkeRole.Responder,
        IkeRole.Responder => IkeRole.Initiator,
    };

    public bool Has(KeyHandle handle) => _pairs.ContainsKey(handle)
        || _isakmp.ContainsKey(handle) || _shares.ContainsKey(handle)
        || _series.ContainsKey(handle);

    /// <summary>Takes material in; false: it is none.</summary>
    public bool TryAdd(KeyHandle handle, ReadOnlySpan<byte> material)
    {
        if (Has(handle))
        {
            return true;
        }

        if (IsakmpSecrets.Read(provider, _random, material) is { } isakmp)
        {
            _isakmp.Add(handle, isakmp);
            return true;
        }

        if (!material.IsEmpty && material[0] == ForShare)
        {
            return ShareMaterial.TryRead(material[1..], out var share)
                && _shares.TryAdd(handle, share);
        }

        if (!material.IsEmpty && material[0] == ForSeries)
        {
            return SeriesMaterial.TryRead(material[1..], out var series)
                && _series.TryAdd(handle, series);
        }

        if (Of(material) is not var (encryption, integrity))
        {
            return false;
        }

        var head = HeadOf(material[0]);
        var half = encryption.KeyMaterialLength + integrity.KeyLength;
        var tail = material[0] == ForIke ? SaSuites.PrfOfIke.KeyLength : 0;
        if (material.Length != head + (2 * half) + tail)
        {
            return false;
        }

        var received = material.Slice(head, half);
        var sent = material.Slice(head + half, half);
        if (!_store.TryAdd(
                new KeyDescription.Cipher(encryption, integrity, KeyUse.Open),
                isPeer ? sent : received, out var open, out _)
            || !_store.TryAdd(
                new KeyDescription.Cipher(encryption, integrity, KeyUse.Seal),
                isPeer ? received : sent, out var seal, out _))
        {
            return false;
        }

        _pairs.Add(handle, (open, seal, material[..head].ToArray()));
        if (tail > 0)
        {
            _skD.Add(handle, new(material[^tail..]));
        }

        return true;
    }

    /// <summary>The material, for another member; null: the keys are not here.</summary>
    public byte[]? Export(KeyHandle handle)
    {
        if (_shares.TryGetValue(handle, out var share))
        {
            return [ForShare, .. share.Octets];
        }

        if (_series.TryGetValue(handle, out var series))
        {
            return [ForSeries, .. series.Octets];
        }

        if (!_pairs.TryGetValue(handle, out var pair))
        {
            return _isakmp.GetValueOrDefault(handle)?.Material();
        }

        using var open = _store.Export(pair.Open)!;
        using var seal = _store.Export(pair.Seal)!;
        return _skD.TryGetValue(handle, out var skD)
            ? [.. pair.For, .. open.Material.Span, .. seal.Material.Span, .. skD.Span]
            : [.. pair.For, .. open.Material.Span, .. seal.Material.Span];
    }

    /// <summary>A half of a key exchange; null: it is not here.</summary>
    public ShareMaterial? Share(KeyHandle handle) => _shares.GetValueOrDefault(handle);

    /// <summary>What IKE_FOLLOWUP_KE goes on with; null: it is not here.</summary>
    public SeriesMaterial? Series(KeyHandle handle) => _series.GetValueOrDefault(handle);

    /// <summary>The keys of an IKE SA, but for those that have proved who is who, and which side
    /// of it this end is; the caller disposes the copies. Null: they are not here.</summary>
    public (IkeKeys Keys, IkeRole Role)? Ike(KeyHandle handle)
    {
        if (!_skD.TryGetValue(handle, out var skD))
        {
            return null;
        }

        var pair = _pairs[handle];
        var cluster = (IkeRole)pair.For[1];
        using var opens = _store.Export(pair.Open)!;
        using var seals = _store.Export(pair.Seal)!;

        // What the initiator has sealed with: of the cluster's end or of the peer's.
        var isOurs = (cluster == IkeRole.Initiator) != isPeer;
        var initiator = isOurs ? seals.Material.Span : opens.Material.Span;
        var responder = isOurs ? opens.Material.Span : seals.Material.Span;

        // With combined modes there is no key of integrity.
        return (
            new(
                new(skD.Span), new(0), new(0), new(initiator), new(responder), new(0), new(0)),
            isOurs ? IkeRole.Initiator : IkeRole.Responder);
    }

    /// <summary>Those of an SA of IKEv1; null: it is none, or its keys are not here.</summary>
    public IsakmpSecrets? Isakmp(KeyHandle handle) => _isakmp.GetValueOrDefault(handle);

    public PacketCipher Opener(KeyHandle handle) => _store.Opener(_pairs[handle].Open);

    public PacketCipher Sealer(KeyHandle handle) => _store.Sealer(_pairs[handle].Seal);

    public void Forget(KeyHandle handle)
    {
        if (_pairs.Remove(handle, out var pair))
        {
            _store.Forget(pair.Open);
            _store.Forget(pair.Seal);
        }

        if (_isakmp.Remove(handle, out var isakmp))
        {
            isakmp.Dispose();
        }

        if (_skD.Remove(handle, out var skD))
        {
            skD.Dispose();
        }

        if (_shares.Remove(handle, out var share))
        {
            share.Dispose();
        }

        if (_series.Remove(handle, out var series))
        {
            series.Dispose();
        }
    }

    public void Dispose()
    {
        _store.Dispose();
        foreach (var skD in _skD.Values)
        {
            skD.Dispose();
        }

        foreach (var share in _shares.Values)
        {
            share.Dispose();
        }

        foreach (var series in _series.Values)
        {
            series.Dispose();
        }

        _skD.Clear();
        _shares.Clear();
        _series.Clear();
        foreach (var isakmp in _isakmp.Values)
        {
            isakmp.Dispose();
        }

        _isakmp.Clear();
    }

    private static int HeadOf(byte what) =>
        what == ForNamed ? NamedLength : what == ForIke ? IkeHead : 1;

    private static (EncryptionSpec Encryption, IntegritySpec Integrity)? Of(
        ReadOnlySpan<byte> material)
    {
        if (material.IsEmpty || (material[0] == ForNamed && material.Length < NamedLength))
        {
            return null;
        }

        if (material[0] != ForNamed)
        {
            return material[0] == ForIke ? SaSuites.Ike
                : material[0] <= (byte)SaSuite.AesGcmImplicit ? SaSuites.Of((SaSuite)material[0])
                : null;
        }

        return EncryptionSpecs.Find(
                new(BinaryPrimitives.ReadUInt16BigEndian(material[1..])),
                BinaryPrimitives.ReadUInt16BigEndian(material[3..])) is { } encryption
            && IntegritySpec.Find(new(BinaryPrimitives.ReadUInt16BigEndian(material[5..])))
                is { } integrity
            ? (encryption, integrity)
            : null;
    }
}
