using Holdfast.Cli.Keys;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Cli.Decryption;

/// <summary>All keys that a command was given. Disposing it zeroes them.</summary>
/// <param name="provider">Where ciphers come from; null: the fastest there is.</param>
internal sealed class KeyRing(CryptoProvider? provider = null) : IDisposable
{
    private readonly List<KeyFile> _files = [];
    private string _without = "";

    /// <summary>Where ciphers come from: chosen once, when the first is needed.</summary>
    public CryptoProvider Provider => provider ??= CryptoProviders.Fastest(out _without);

    /// <summary>Where ciphers come from, and why from nowhere faster.</summary>
    public string Providers =>
        $"ciphers by {Provider.Name}{(_without == "" ? "" : $" ({_without})")}";

    /// <summary>Whether there is any key or secret.</summary>
    public bool IsEmpty => _files.Count == 0;

    /// <summary>The SAs of all files, in their order.</summary>
    public IEnumerable<SaKeys> Sas => _files.SelectMany(file => file.Sas);

    /// <summary>The pre-shared keys of all files.</summary>
    public IEnumerable<PreSharedKey> PreSharedKeys => _files.SelectMany(file => file.PreSharedKeys);

    /// <summary>The results of key exchanges of all files.</summary>
    public IEnumerable<SharedSecret> SharedSecrets => _files.SelectMany(file => file.SharedSecrets);

    /// <summary>The post-quantum preshared keys of all files.</summary>
    public IEnumerable<PostQuantumKey> PostQuantumKeys =>
        _files.SelectMany(file => file.PostQuantumKeys);

    /// <summary>Adds a file, which becomes its own.</summary>
    public void Add(KeyFile file) => _files.Add(file);

    /// <summary>Zeroes all keys.</summary>
    public void Dispose() => _files.ForEach(file => file.Dispose());
}
