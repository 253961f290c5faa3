using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Hsrp;

/// <summary>
/// The keys of MD5 authentication by their numbers, which messages name: while keys are changed
/// there are several. Disposing it zeroes them.
/// </summary>
public sealed class HsrpKeyChain : IDisposable
{
    private readonly Dictionary<uint, Secret> _keys = [];

    /// <summary>Whether there is a key of that number.</summary>
    public bool Has(uint id) => _keys.ContainsKey(id);

    /// <summary>Takes a copy of a key; the source stays its owner's to zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is empty, or longer than
    /// <see cref="HsrpDigest.KeyLengthMax"/>.</exception>
    public void Set(uint id, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfZero(key.Length, nameof(key));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            key.Length, HsrpDigest.KeyLengthMax, nameof(key));
        if (_keys.Remove(id, out var old))
        {
            old.Dispose();
        }

        _keys.Add(id, new(key));
    }

    /// <summary>Writes the digest of a message into it, under the key that it names; false: it has
    /// no place for one, or there is no such key.</summary>
    /// <param name="message">All that UDP carries.</param>
    public bool TrySign(Span<byte> message) =>
        KeyOf(message) is { } key && HsrpDigest.TrySign(message, key);

    /// <summary>Whether a message has the digest of the key that it names; one that has none, or
    /// names another key, has not.</summary>
    /// <param name="message">All that UDP carries.</param>
    public bool IsAuthentic(ReadOnlySpan<byte> message) =>
        KeyOf(message) is { } key && HsrpDigest.IsAuthentic(message, key);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }

        _keys.Clear();
    }

    /// <summary>How many there are, never one of them.</summary>
    public override string ToString() => $"HsrpKeyChain ({_keys.Count} keys)";

    private Secret? KeyOf(ReadOnlySpan<byte> message) =>
        HsrpDigest.KeyIdOf(message) is { } id ? _keys.GetValueOrDefault(id) : null;
}
