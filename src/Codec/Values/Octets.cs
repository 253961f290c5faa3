using System.Collections;

namespace Holdfast.Codec;

/// <summary>Octets as an immutable value: equal by content, printed as lower-case hex.</summary>
public readonly struct Octets : IEquatable<Octets>, IReadOnlyList<byte>
{
    private readonly byte[]? _octets;

    /// <summary>Copies the octets.</summary>
    public Octets(ReadOnlySpan<byte> octets) =>
        _octets = octets.Length == 0 ? null : octets.ToArray();

    /// <summary>No octets.</summary>
    public static Octets Empty => default;

    /// <summary>Number of octets.</summary>
    public int Length => _octets?.Length ?? 0;

    /// <summary>Number of octets.</summary>
    public int Count => Length;

    /// <summary>The octets.</summary>
    public ReadOnlySpan<byte> Span => _octets;

    /// <summary>The octets as memory.</summary>
    public ReadOnlyMemory<byte> Memory => _octets;

    /// <inheritdoc/>
    public byte this[int index] => Span[index];

    /// <summary>Octets from hex digits, white space allowed.</summary>
    /// <exception cref="FormatException">Not hex.</exception>
    public static Octets FromHex(string hex) =>
        new(Convert.FromHexString(string.Concat(hex.Where(c => !char.IsWhiteSpace(c)))));

    /// <inheritdoc/>
    public bool Equals(Octets other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Octets other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Lower-case hex.</summary>
    public override string ToString() => Convert.ToHexStringLower(Span);

    /// <inheritdoc/>
    public IEnumerator<byte> GetEnumerator() =>
        ((IEnumerable<byte>)(_octets ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Equal by content.</summary>
    public static bool operator ==(Octets left, Octets right) => left.Equals(right);

    /// <summary>Different by content.</summary>
    public static bool operator !=(Octets left, Octets right) => !left.Equals(right);
}
