using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Cli.Keys;

/// <summary>A post-quantum preshared key, and its name, RFC 8784 §5.1.</summary>
/// <param name="Id">The name without its type; null: whatever it is called.</param>
/// <param name="Key">Its octets.</param>
internal sealed record PostQuantumKey(Octets? Id, Secret Key) : IDisposable
{
    /// <summary>Reads one.</summary>
    /// <exception cref="KeyFileException">Something is wrong there.</exception>
    public static PostQuantumKey Read(JsonPlace place)
    {
        place.Object("id", "id_hex", "key", "key_hex");
        var isNamed = place.Find("id") is not null || place.Find("id_hex") is not null;
        using var id = isNamed ? place.Secret("id", "id_hex") : null;
        return new(
            id is null ? null : new Octets(id.Span), place.Secret("key", "key_hex"));
    }

    /// <summary>Whether it is called so.</summary>
    public bool IsFor(Octets id) => Id is not { } own || own == id;

    /// <summary>Zeroes it.</summary>
    public void Dispose() => Key.Dispose();
}
