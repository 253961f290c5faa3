using Holdfast.Protocol.Cryptography;
using Holdfast.Simulation.Worlds;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using StoredHandle = Holdfast.Protocol.Cryptography.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// The keys of one box: a key store, and by which handle of machines both directions of an SA are
/// known. Material is one octet of what it is for, then the keys of what the cluster receives, then
/// those of what it sends.
/// </summary>
/// <param name="provider">Who computes.</param>
/// <param name="isPeer">Whether it is the other end: what the cluster receives it sends.</param>
internal sealed class KeyRing(CryptoProvider provider, bool isPeer) : IDisposable
{
    private const byte ForIke = 0xFF;
    private readonly KeyStore _store = new(provider, NoncePartition.Alone);
    private readonly Dictionary<KeyHandle, (StoredHandle Open, StoredHandle Seal, byte For)>
        _pairs = [];

    /// <summary>Key material for a new SA; a suite of null is for IKE.</summary>
    public static byte[] Draw(ref Chance chance, SaSuite? suite)
    {
        var (encryption, integrity) = Of(suite is { } one ? (byte)one : ForIke);
        var length = encryption.KeyMaterialLength + integrity.KeyLength;
        var material = new byte[1 + (2 * length)];
        chance.Fill(material);
        material[0] = suite is { } named ? (byte)named : ForIke;
        return material;
    }

    public bool Has(KeyHandle handle) => _pairs.ContainsKey(handle);

    /// <summary>Takes material in; false: it is none.</summary>
    public bool TryAdd(KeyHandle handle, ReadOnlySpan<byte> material)
    {
        if (_pairs.ContainsKey(handle))
        {
            return true;
        }

        if (material.IsEmpty
            || (material[0] != ForIke && material[0] > (byte)SaSuite.AesGcmImplicit))
        {
            return false;
        }

        var (encryption, integrity) = Of(material[0]);
        var half = (material.Length - 1) / 2;
        var received = material.Slice(1, half);
        var sent = material[(1 + half)..];
        if (!_store.TryAdd(
                new KeyDescription.Cipher(encryption, integrity, KeyUse.Open),
                isPeer ? sent : received, out var open, out _)
            || !_store.TryAdd(
                new KeyDescription.Cipher(encryption, integrity, KeyUse.Seal),
                isPeer ? received : sent, out var seal, out _))
        {
            return false;
        }

        _pairs.Add(handle, (open, seal, material[0]));
        return true;
    }

    /// <summary>The material, for another member; null: the keys are not here.</summary>
    public byte[]? Export(KeyHandle handle)
    {
        if (!_pairs.TryGetValue(handle, out var pair))
        {
            return null;
        }

        using var open = _store.Export(pair.Open)!;
        using var seal = _store.Export(pair.Seal)!;
        return [pair.For, .. open.Material.Span, .. seal.Material.Span];
    }

    public PacketCipher Opener(KeyHandle handle) => _store.Opener(_pairs[handle].Open);

    public PacketCipher Sealer(KeyHandle handle) => _store.Sealer(_pairs[handle].Seal);

    public void Forget(KeyHandle handle)
    {
        if (_pairs.Remove(handle, out var pair))
        {
            _store.Forget(pair.Open);
            _store.Forget(pair.Seal);
        }
    }

    public void Dispose() => _store.Dispose();

    private static (EncryptionSpec Encryption, IntegritySpec Integrity) Of(byte what) =>
        what == ForIke ? SaSuites.Ike : SaSuites.Of((SaSuite)what);
}
