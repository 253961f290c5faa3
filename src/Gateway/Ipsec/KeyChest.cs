using System.Diagnostics.CodeAnalysis;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Gateway.Ipsec;

/// <summary>
/// The keys of all SAs that this member knows, by the handle that every member has for them, each
/// as the material that the sync channel carries. Law: keys seal in one reign of their nonces at a
/// time, and keys of which nobody knows what was sealed seal nothing.
/// </summary>
/// <param name="provider">Who computes.</param>
/// <param name="member">The number of this member, which is in its nonces.</param>
/// <param name="random">Where IVs of CBC come from.</param>
internal sealed class KeyChest(CryptoProvider provider, byte member, FillRandom random)
    : IDisposable
{
    private readonly Dictionary<KeyHandle, Entry> _entries = [];
    private readonly Dictionary<KeyHandle, ShareMaterial> _shares = [];
    private readonly Dictionary<KeyHandle, SeriesMaterial> _series = [];
    private readonly Dictionary<KeyHandle, IsakmpMaterial> _isakmps = [];

    /// <summary>Keys with all that was made of them.</summary>
    private sealed class Entry(KeyMaterial material) : IDisposable
    {
        public KeyMaterial Material => material;

        /// <summary>In which reign of its nonces it seals; null: nobody may.</summary>
        public uint? Reign { get; set; }

        /// <summary>Whether this life has made them, so that nobody else has sealed.</summary>
        public bool IsMade { get; set; }

        /// <summary>Whether the kernel has them, or had.</summary>
        public bool IsGiven { get; set; }

        public IkeChannel? Channel { get; set; }

        public void Dispose()
        {
            Channel?.Dispose();
            material.Dispose();
        }
    }

    /// <summary>The handles of all keys.</summary>
    public IReadOnlyCollection<KeyHandle> Handles =>
        [.. _entries.Keys, .. _shares.Keys, .. _series.Keys, .. _isakmps.Keys];

    /// <summary>Whether these keys are here.</summary>
    public bool Has(KeyHandle handle) =>
        _entries.ContainsKey(handle) || _isakmps.ContainsKey(handle);

    /// <summary>Keys that this member has made: it alone has sealed with them.</summary>
    public KeyHandle Keep(KeyMaterial material)
    {
        var handle = Draw();
        _entries.Add(handle, new(material) { Reign = 0, IsMade = true });
        return handle;
    }

    /// <summary>Our half of a key exchange that this member has begun.</summary>
    public KeyHandle Keep(ShareMaterial share)
    {
        var handle = Draw();
        _shares.Add(handle, share);
        return handle;
    }

    /// <summary>The same, with what was done before it: RFC 9370 §2.2.4.</summary>
    public KeyHandle Keep(SeriesMaterial series)
    {
        var handle = Draw();
        _series.Add(handle, series);
        return handle;
    }

    /// <summary>Keys of an ISAKMP SA that this member has made. They have no reign of nonces: both
    /// sides encrypt by CBC, and the IV of an exchange comes of its message ID.</summary>
    public KeyHandle Keep(IsakmpMaterial isakmp)
    {
        var handle = Draw();
        _isakmps.Add(handle, isakmp);
        return handle;
    }

    /// <summary>Keys of an ISAKMP SA; they stay here. Null: they are not here.</summary>
    public IsakmpMaterial? IsakmpOf(KeyHandle handle) => _isakmps.GetValueOrDefault(handle);

    /// <summary>A half of a key exchange; it stays here. Null: it is not here.</summary>
    public ShareMaterial? ShareOf(KeyHandle handle) => _shares.GetValueOrDefault(handle);

    /// <summary>What an IKE_FOLLOWUP_KE goes on with; it stays here. Null: it is not here.
    /// </summary>
    public SeriesMaterial? SeriesOf(KeyHandle handle) => _series.GetValueOrDefault(handle);

    private KeyHandle Draw()
    {
        Span<byte> drawn = stackalloc byte[sizeof(ulong)];
        KeyHandle handle;
        do
        {
            random(drawn);
            drawn[0] = member;
            handle = new(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(drawn));
        }
        while (IsThere(handle));
        return handle;
    }

    private bool IsThere(KeyHandle handle) =>
        Has(handle) || _shares.ContainsKey(handle) || _series.ContainsKey(handle);

    /// <summary>Takes in what another member has; false: it is no key material.</summary>
    public bool TryTake(KeyHandle handle, ReadOnlySpan<byte> octets)
    {
        if (IsThere(handle))
        {
            return true;
        }

        if (IsakmpMaterial.TryRead(octets, out var isakmp))
        {
            if (isakmp.IsFor(provider))
            {
                _isakmps.Add(handle, isakmp);
                return true;
            }

            isakmp.Dispose();
            return false;
        }

        if (ShareMaterial.TryRead(octets, out var share))
        {
            _shares.Add(handle, share);
            return true;
        }

        if (SeriesMaterial.TryRead(octets, out var series))
        {
            _series.Add(handle, series);
            return true;
        }

        if (!KeyMaterial.TryRead(octets, out var material))
        {
            return false;
        }

        if (!material.IsFor(provider))
        {
            material.Dispose();
            return false;
        }

        _entries.Add(handle, new(material));
        return true;
    }

    /// <summary>The octets that another member takes; empty: the keys are not here.</summary>
    public ReadOnlySpan<byte> OctetsOf(KeyHandle handle) =>
        _entries.TryGetValue(handle, out var entry) ? entry.Material.Octets
        : _shares.TryGetValue(handle, out var share) ? share.Octets
        : _series.TryGetValue(handle, out var series) ? series.Octets
        : _isakmps.TryGetValue(handle, out var isakmp) ? isakmp.Octets
        : [];

    /// <summary>The keys themselves; they stay here. Null: they are not here.</summary>
    public KeyMaterial? MaterialOf(KeyHandle handle) =>
        _entries.GetValueOrDefault(handle)?.Material;

    /// <summary>Keys of a CHILD SA for the kernel, which counts IVs itself: it gets those alone
    /// that this life has made, and each once. Null: they are others.</summary>
    public KeyMaterial? Give(KeyHandle handle)
    {
        if (!_entries.TryGetValue(handle, out var entry)
            || entry is { IsMade: false } or { IsGiven: true } or { Material.IsIke: true })
        {
            return null;
        }

        entry.IsGiven = true;
        return entry.Material;
    }

    /// <summary>Keys of an IKE SA as a channel of messages; null: they are not here.</summary>
    public IkeChannel? Channel(KeyHandle handle)
    {
        if (!_entries.TryGetValue(handle, out var entry) || !entry.Material.IsIke)
        {
            return null;
        }

        entry.Channel ??= new(provider, entry.Material);
        if (entry is { Reign: { } reign, Channel.CanSeal: false }
            && NoncePartition.TryCreate(member, reign, out var partition, out _))
        {
            entry.Channel.SealFrom(provider, partition, random);
        }

        return entry.Channel;
    }

    /// <summary>The cipher of what comes over a CHILD SA; null: its keys are not here.</summary>
    public PacketCipher? Opener(KeyHandle handle) =>
        _entries.TryGetValue(handle, out var entry) && !entry.Material.IsIke
            ? entry.Material.CreateCipher(provider, isOurs: false)
            : null;

    /// <summary>The cipher of what goes over a CHILD SA; null: its keys are not here.</summary>
    public PacketCipher? Sealer(KeyHandle handle) =>
        _entries.TryGetValue(handle, out var entry) && !entry.Material.IsIke
            ? entry.Material.CreateCipher(provider, isOurs: true)
            : null;

    /// <summary>A reign begins: what was planned for the one before holds no more.</summary>
    public void BeginReign()
    {
        foreach (var entry in _entries.Values)
        {
            entry.Reign = entry.IsMade ? 0 : null;
            if (!entry.IsMade)
            {
                entry.Channel?.SealNothing();
            }
        }
    }

    /// <summary>With which reign of its nonces keys seal in this one.</summary>
    public void Plan(KeyHandle handle, uint reign)
    {
        if (_entries.TryGetValue(handle, out var entry))
        {
            (entry.Reign, entry.IsMade) = (reign, false);
            entry.Channel?.SealNothing();
        }
    }

    /// <summary>Zeroes keys.</summary>
    public void Forget(KeyHandle handle)
    {
        if (_entries.Remove(handle, out var entry))
        {
            entry.Dispose();
        }
        else if (_shares.Remove(handle, out var share))
        {
            share.Dispose();
        }
        else if (_series.Remove(handle, out var series))
        {
            series.Dispose();
        }
        else if (_isakmps.Remove(handle, out var isakmp))
        {
            isakmp.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _entries.Values)
        {
            entry.Dispose();
        }

        foreach (var share in _shares.Values)
        {
            share.Dispose();
        }

        foreach (var series in _series.Values)
        {
            series.Dispose();
        }

        foreach (var isakmp in _isakmps.Values)
        {
            isakmp.Dispose();
        }

        _entries.Clear();
        _shares.Clear();
        _series.Clear();
        _isakmps.Clear();
    }

    /// <summary>How many there are, no key.</summary>
    [ExcludeFromCodeCoverage]
    public override string ToString() => $"KeyChest ({_entries.Count + _isakmps.Count} keys)";
}
