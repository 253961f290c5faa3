using System.Buffers;

namespace Holdfast.Cli.Output;

/// <summary>
/// Octets on their way to standard output: grows as needed, and is emptied at once.
/// </summary>
internal sealed class OctetBuffer : IBufferWriter<byte>
{
    private const int Comfortable = 64 * 1024;

    private byte[] _octets = new byte[2 * Comfortable];
    private int _length;

    /// <summary>Whether so much waits that it should be written.</summary>
    public bool IsFull => _length >= Comfortable;

    /// <summary>What waits.</summary>
    public ReadOnlySpan<byte> Written => _octets.AsSpan(0, _length);

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _octets.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _octets.AsSpan(_length);
    }

    /// <summary>Appends octets.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(GetSpan(octets.Length));
        _length += octets.Length;
    }

    /// <summary>Appends one octet.</summary>
    public void Append(byte octet)
    {
        GetSpan(1)[0] = octet;
        _length++;
    }

    /// <summary>Writes what waits.</summary>
    public void FlushTo(Stream stream)
    {
        var octets = _length;
        _length = 0;
        stream.Write(_octets, 0, octets);
        stream.Flush();
    }

    private void Grow(int hint)
    {
        var wanted = Math.Max(hint, 256);
        if (_octets.Length - _length < wanted)
        {
            Array.Resize(ref _octets, Math.Max(_length + wanted, 2 * _octets.Length));
        }
    }
}
