using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Gateway.Streams;

/// <summary>
/// What has come by a connection, cut into frames, RFC 9329 §3 and §4. It grows with what has
/// come, never by what a length says.
/// </summary>
/// <param name="hasPrefix">Whether it begins with the prefix of who opened the connection.</param>
internal sealed class StreamFrames(bool hasPrefix)
{
    private const int RoomFirst = 2_048;
    private const int RoomMax = 128 << 10;
    private const int PrefixLength = 6;
    private bool _awaitsPrefix = hasPrefix;
    private byte[] _octets = new byte[RoomFirst];
    private int _from;
    private int _to;

    /// <summary>Why it can't be read on; none: it can.</summary>
    public DecodeError Error { get; private set; }

    /// <summary>Octets of a frame that is not whole.</summary>
    public int Half => _to - _from;

    /// <summary>Where what comes next goes; <see cref="Add"/> says how much that was.</summary>
    public Span<byte> Room()
    {
        if (_from == _to)
        {
            (_from, _to) = (0, 0);
        }

        if (_to == _octets.Length && _from > 0)
        {
            _octets.AsSpan(_from, Half).CopyTo(_octets);
            (_from, _to) = (0, Half);
        }

        if (_to == _octets.Length)
        {
            Grow();
        }

        return _octets.AsSpan(_to);
    }

    /// <summary>So many octets have come.</summary>
    public void Add(int count)
    {
        _to += count;

        // Whoever fills it sends much: fewer calls take more.
        if (_from == 0 && _to == _octets.Length && _to < RoomMax)
        {
            Grow();
        }
    }

    /// <summary>The content of the next frame, valid until the next call; false: none is whole, or
    /// <see cref="Error"/>.</summary>
    public bool TryNext(out ReadOnlySpan<byte> content)
    {
        content = default;
        if (Error.Fault != DecodeFault.None || (_awaitsPrefix && !TryPrefix()))
        {
            return false;
        }

        if (!TcpEncapsulationFrame.TryParse(
            _octets.AsSpan(_from, Half), out var frame, out var error))
        {
            Error = error.Fault == DecodeFault.Truncated && error.Missing > 0 ? default : error;
            return false;
        }

        _from += frame.Length;
        content = frame.Content;
        return true;
    }

    private bool TryPrefix()
    {
        if (!TcpEncapsulationPrefix.TryParse(
            _octets.AsSpan(_from, Math.Min(Half, PrefixLength)), out _, out var error))
        {
            Error = error.Fault == DecodeFault.Truncated && error.Missing > 0 ? default : error;
            return false;
        }

        _from += PrefixLength;
        _awaitsPrefix = false;
        return true;
    }

    private void Grow() => Array.Resize(ref _octets, Math.Min(2 * _octets.Length, RoomMax));
}
