using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Secret octets outside the managed heap: never moved, never copied by the collector, zeroed when
/// disposed. It prints its length and nothing else.
/// </summary>
public sealed unsafe class Secret : IDisposable
{
    private readonly SecretMemory _memory;
    private byte* _octets;

    /// <summary>A secret of zeroes, to be filled by its owner.</summary>
    /// <param name="length">Octets.</param>
    public Secret(int length)
        : this(length, SecretMemory.Native)
    {
    }

    /// <summary>A copy; the source stays its owner's to zero.</summary>
    public Secret(ReadOnlySpan<byte> octets)
        : this(octets.Length) => octets.CopyTo(Span);

    /// <summary>A secret of zeroes in that memory.</summary>
    internal Secret(int length, SecretMemory memory)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _memory = memory;
        _octets = memory.Allocate(length);
    }

    /// <summary>Zeroes a secret that nobody disposed.</summary>
    ~Secret() => Free();

    /// <summary>Octets of it.</summary>
    public int Length { get; }

    /// <summary>The octets.</summary>
    /// <exception cref="ObjectDisposedException">The secret is gone.</exception>
    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_octets is null, this);
            return new(_octets, Length);
        }
    }

    /// <summary>Whether both hold the same octets; takes as long whether or not they do.</summary>
    public bool FixedTimeEquals(ReadOnlySpan<byte> other) =>
        CryptographicOperations.FixedTimeEquals(Span, other);

    /// <summary>Zeroes the octets and gives the memory back.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>For example "Secret (32 octets)".</summary>
    public override string ToString() => $"Secret ({Length} octets)";

    private void Free()
    {
        if (_octets is null)
        {
            return;
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(_octets, Length));
        _memory.Free(_octets, Length);
        _octets = null;
    }
}
