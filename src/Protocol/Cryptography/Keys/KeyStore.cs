namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Owns keys, and the ciphers that were made ready out of them. Machines hold names alone; the
/// shell or the simulator owns the store. Forgetting a key zeroes it. Not for two threads at a
/// time.
/// </summary>
public sealed class KeyStore : IDisposable
{
    private readonly Dictionary<KeyHandle, StoredKey> _keys = [];
    private readonly CryptoProvider _provider;
    private readonly AlgorithmPolicy _policy;
    private NoncePartition _partition;
    private ulong _last;

    /// <summary>An empty store.</summary>
    /// <param name="provider">Makes the ciphers.</param>
    /// <param name="partition">Whose store it is: makes the names its own.</param>
    /// <param name="policy">Which algorithms it takes.</param>
    public KeyStore(
        CryptoProvider provider,
        NoncePartition partition,
        AlgorithmPolicy policy = AlgorithmPolicy.Current)
    {
        ArgumentNullException.ThrowIfNull(provider);
        _provider = provider;
        _partition = partition;
        _policy = policy;
    }

    /// <summary>Where copies of keys lie.</summary>
    internal SecretMemory Memory { get; init; } = SecretMemory.Native;

    /// <summary>How many keys there are.</summary>
    public int Count => _keys.Count;

    /// <summary>
    /// Names from now on belong to that reign; they count on behind those that it has here already.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A lower reign of the same member: a name would mean two keys. A bug.
    /// </exception>
    public void BeginReign(NoncePartition partition)
    {
        if (partition == _partition)
        {
            return;
        }

        if (partition.Member == _partition.Member && partition.Reign < _partition.Reign)
        {
            throw new ArgumentException("A reign never comes back", nameof(partition));
        }

        _partition = partition;
        _last = _keys.Keys
            .Where(IsOurs)
            .Select(handle => handle.Number)
            .DefaultIfEmpty()
            .Max();
    }

    /// <summary>Whether the store has that key.</summary>
    public bool Contains(KeyHandle handle) => _keys.ContainsKey(handle);

    /// <summary>What that key is for; null: the store has no such key.</summary>
    public KeyDescription? Describe(KeyHandle handle) =>
        _keys.TryGetValue(handle, out var key) ? key.Description : null;

    /// <summary>Takes a secret over; the store disposes it.</summary>
    public KeyHandle Add(Secret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var description = new KeyDescription.Seed(secret.Length);
        return Keep(StoredKey.Create(_provider, description, secret));
    }

    /// <summary>Copies key material and makes it ready; false: why not.</summary>
    /// <param name="description">What the key is for.</param>
    /// <param name="material">The encryption key with its salt, then the MAC's.</param>
    /// <param name="handle">The key's name.</param>
    /// <param name="error">
    /// NotAllowed by the policy, Unsupported by the provider, or of the WrongLength.
    /// </param>
    public bool TryAdd(
        KeyDescription description,
        ReadOnlySpan<byte> material,
        out KeyHandle handle,
        out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(description);
        handle = default;
        if (!Takes(description, material.Length, out error))
        {
            return false;
        }

        handle = Keep(StoredKey.Create(_provider, description, Copy(material)));
        return true;
    }

    /// <summary>The secret of that name; it stays the store's.</summary>
    /// <exception cref="KeyNotFoundException">The store has no such secret: a bug.</exception>
    public Secret Secret(KeyHandle handle) =>
        Find(handle) is { Description: KeyDescription.Seed } key
            ? key.Material
            : throw Missing(handle, "secret");

    /// <summary>The cipher of that name, to seal what is sent; it stays the store's.</summary>
    /// <exception cref="KeyNotFoundException">The store has no such cipher: a bug.</exception>
    public PacketCipher Sealer(KeyHandle handle) =>
        CipherFor(KeyUse.Seal, handle) ?? throw Missing(handle, "cipher that seals");

    /// <summary>The cipher of that name, to open what is received; it stays the store's.</summary>
    /// <exception cref="KeyNotFoundException">The store has no such cipher: a bug.</exception>
    public PacketCipher Opener(KeyHandle handle) =>
        CipherFor(KeyUse.Open, handle) ?? throw Missing(handle, "cipher that opens");

    /// <summary>The keyed function of that name, of either direction.</summary>
    /// <exception cref="KeyNotFoundException">The store has no such function: a bug.</exception>
    public Mac Mac(KeyHandle handle) =>
        Find(handle)?.Mac ?? throw Missing(handle, "keyed function");

    /// <summary>Zeroes that key and its ciphers; false: the store does not have it.</summary>
    public bool Forget(KeyHandle handle)
    {
        if (!_keys.Remove(handle, out var key))
        {
            return false;
        }

        key.Dispose();
        return true;
    }

    /// <summary>
    /// A copy of that key with its material, for a replication record and for nothing else; the
    /// caller disposes it. Null: the store does not have it.
    /// </summary>
    public ExportedKey? Export(KeyHandle handle) => Find(handle) is { } key
        ? new ExportedKey(handle, key.Description, Copy(key.Material.Span))
        : null;

    /// <summary>
    /// Copies a key that another member exported, under its own name; false: why not. The same key
    /// once more changes nothing.
    /// </summary>
    /// <param name="exported">The key; it stays the caller's to dispose.</param>
    /// <param name="error">
    /// As of <see cref="TryAdd"/>; Malformed: another key has the name, or it has none.
    /// </param>
    public bool TryImport(ExportedKey exported, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(exported);
        var (handle, description) = (exported.Handle, exported.Description);
        if (!Takes(description, exported.Material.Length, out error))
        {
            return false;
        }

        if (Find(handle) is { } known)
        {
            var same = known.Description == description
                && known.Material.FixedTimeEquals(exported.Material.Span);
            error = same ? default : new(CryptoFault.Malformed, $"{handle} is another key");
            return same;
        }

        // Behind the last number that there is, no key of ours could have a name.
        if (handle.Number is 0 or ulong.MaxValue)
        {
            error = new(CryptoFault.Malformed, handle.ToString());
            return false;
        }

        _keys.Add(
            handle, StoredKey.Create(_provider, description, Copy(exported.Material.Span)));
        if (IsOurs(handle))
        {
            // Our own name from before a restart: new ones come behind it.
            _last = Math.Max(_last, handle.Number);
        }

        return true;
    }

    /// <summary>Zeroes all keys.</summary>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }

        _keys.Clear();
    }

    /// <summary>For example "KeyStore (3 keys)".</summary>
    public override string ToString() => $"KeyStore ({Count} keys)";

    private static KeyNotFoundException Missing(KeyHandle handle, string what) =>
        new($"{handle} is no {what} of this store.");

    private Secret Copy(ReadOnlySpan<byte> octets)
    {
        var copy = new Secret(octets.Length, Memory);
        octets.CopyTo(copy.Span);
        return copy;
    }

    private bool IsOurs(KeyHandle handle) =>
        handle.Member == _partition.Member && handle.Reign == _partition.Reign;

    private StoredKey? Find(KeyHandle handle) => _keys.GetValueOrDefault(handle);

    private PacketCipher? CipherFor(KeyUse use, KeyHandle handle) =>
        Find(handle) is { Description: KeyDescription.Cipher description } key
            && description.Use == use
            ? key.Cipher
            : null;

    private KeyHandle Keep(StoredKey key)
    {
        var handle = new KeyHandle(_partition.Member, _partition.Reign, ++_last);
        _keys.Add(handle, key);
        return handle;
    }

    private bool Takes(KeyDescription description, int length, out CryptoError error)
    {
        error = description switch
        {
            KeyDescription.Seed => default,
            KeyDescription.Cipher cipher => Refusal(cipher),
            KeyDescription.Check check => Refusal(check),
        };
        if (error.Fault == CryptoFault.None && length != description.MaterialLength)
        {
            error = new(CryptoFault.WrongLength, $"a key of {length} octets for {description}");
        }

        return error.Fault == CryptoFault.None;
    }

    private CryptoError Refusal(KeyDescription.Cipher key)
    {
        var (encryption, integrity) = (key.Encryption, key.Integrity);
        return !Allows(encryption.Standing, key.Use)
            ? new(CryptoFault.NotAllowed, encryption.ToString())
            : !Allows(integrity.Standing, key.Use)
            ? new(CryptoFault.NotAllowed, integrity.ToString())
            : !_provider.Supports(encryption, integrity)
            ? new(CryptoFault.Unsupported, $"{encryption} with {integrity}")
            : default;
    }

    private CryptoError Refusal(KeyDescription.Check key) =>
        !Allows(key.Integrity.Standing, key.Use)
            ? new(CryptoFault.NotAllowed, key.Integrity.ToString())
            : !_provider.Supports(key.Integrity.Mac)
            ? new(CryptoFault.Unsupported, key.Integrity.ToString())
            : default;

    private bool Allows(Standing standing, KeyUse use) =>
        _policy.Allows(standing) && (standing != Standing.DecodeOnly || use == KeyUse.Open);
}
