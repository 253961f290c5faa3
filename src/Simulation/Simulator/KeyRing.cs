using System.Buffers.Binary;
using Holdfast.Protocol.Cryptography;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using StoredHandle = Holdfast.Protocol.Cryptography.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// The keys of one box: a key store, and by which handle of machines both directions of an SA are
/// known. Material is one octet of what it is for, then the keys of what the cluster receives,
/// then those of what it sends; where no plan has a word for that, both algorithms stand before
/// them by their numbers.
/// </summary>
/// <param name="provider">Who computes.</param>
/// <param name="isPeer">Whether it is the other end: what the cluster receives it sends.</param>
internal sealed class KeyRing(CryptoProvider provider, bool isPeer) : IDisposable
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

    /// <summary>The octet before the keys of IKE.</summary>
    public const byte ForIke = 0xFF;

    // What was recorded may be old, and is opened as it is.
    private readonly KeyStore _store = new(
        provider, NoncePartition.Alone, AlgorithmPolicy.DecodeOnly);

    private readonly Dictionary<KeyHandle, (StoredHandle Open, StoredHandle Seal, byte[] For)>
        _pairs = [];

    private readonly Dictionary<KeyHandle, IsakmpSecrets> _isakmp = [];

    /// <summary>Key material for a new SA; a suite of null is for IKE.</summary>
    public static byte[] Draw(ref Chance chance, SaSuite? suite)
    {
        var (encryption, integrity) = suite is { } one ? SaSuites.Of(one) : SaSuites.Ike;
        var length = encryption.KeyMaterialLength + integrity.KeyLength;
        var material = new byte[1 + (2 * length)];
        chance.Fill(material);
        material[0] = suite is { } named ? (byte)named : ForIke;
        return material;
    }

    public bool Has(KeyHandle handle) =>
        _pairs.ContainsKey(handle) || _isakmp.ContainsKey(handle);

    /// <summary>Takes material in; false: it is none.</summary>
    public bool TryAdd(KeyHandle handle, ReadOnlySpan<byte> material)
    {
        if (Has(handle))
        {
            return true;
        }

        if (IsakmpSecrets.Read(provider, material) is { } isakmp)
        {
            _isakmp.Add(handle, isakmp);
            return true;
        }

        if (Of(material) is not var (encryption, integrity))
        {
            return false;
        }

        var head = material[0] == ForNamed ? NamedLength : 1;
        var half = (material.Length - head) / 2;
        var received = material.Slice(head, half);
        var sent = material[(head + half)..];
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
        return true;
    }

    /// <summary>The material, for another member; null: the keys are not here.</summary>
    public byte[]? Export(KeyHandle handle)
    {
        if (!_pairs.TryGetValue(handle, out var pair))
        {
            return _isakmp.GetValueOrDefault(handle)?.Material();
        }

        using var open = _store.Export(pair.Open)!;
        using var seal = _store.Export(pair.Seal)!;
        return [.. pair.For, .. open.Material.Span, .. seal.Material.Span];
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
    }

    public void Dispose()
    {
        _store.Dispose();
        foreach (var isakmp in _isakmp.Values)
        {
            isakmp.Dispose();
        }

        _isakmp.Clear();
    }

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
