using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Gateway.Netlink;

/// <summary>
/// A request to the kernel, RFC 3549 §2.3.2, in the byte order of this machine: a header, what the
/// message is about, and attributes, which may hold attributes.
/// </summary>
internal sealed class NetlinkRequest
{
    private const int HeaderLength = 16;
    private readonly List<byte> _octets;
    private readonly Stack<int> _open = new();

    /// <param name="kind">The kind of the message.</param>
    /// <param name="flags">Flags beside those that ask for an answer.</param>
    /// <param name="body">What it is about, man 7 rtnetlink.</param>
    /// <param name="room">Octets for which there is room from the start: up to there nothing is
    /// moved, and <see cref="Zero"/> leaves no copy.</param>
    public NetlinkRequest(ushort kind, ushort flags, ReadOnlySpan<byte> body, int room = 256)
    {
        _octets = new(room);
        Span<byte> header = stackalloc byte[HeaderLength];
        MemoryMarshal.Write(header[4..], kind);
        MemoryMarshal.Write(header[6..], flags);
        _octets.AddRange(header);
        _octets.AddRange(body);
        Pad();
    }

    /// <summary>An attribute.</summary>
    public NetlinkRequest With(ushort kind, ReadOnlySpan<byte> value)
    {
        Begin(kind);
        _octets.AddRange(value);
        return End();
    }

    /// <summary>An attribute that is a number of 32 bits.</summary>
    public NetlinkRequest With(ushort kind, uint value)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        MemoryMarshal.Write(octets, value);
        return With(kind, octets);
    }

    /// <summary>An attribute that is text, with the zero that ends it.</summary>
    public NetlinkRequest With(ushort kind, string text) =>
        With(kind, [.. Encoding.UTF8.GetBytes(text), 0]);

    /// <summary>An attribute that holds those up to <see cref="End"/>.</summary>
    public NetlinkRequest Begin(ushort kind)
    {
        _open.Push(_octets.Count);
        Span<byte> header = stackalloc byte[4];
        MemoryMarshal.Write(header[2..], kind);
        _octets.AddRange(header);
        return this;
    }

    /// <summary>The end of an attribute.</summary>
    public NetlinkRequest End()
    {
        var start = _open.Pop();
        var length = (ushort)(_octets.Count - start);
        MemoryMarshal.Write(CollectionsMarshal.AsSpan(_octets)[start..], length);
        Pad();
        return this;
    }

    /// <summary>The octets, with a number by which the answer is known.</summary>
    /// <param name="sequence">The number.</param>
    /// <param name="flags">Flags besides its own.</param>
    public ReadOnlySpan<byte> Numbered(uint sequence, ushort flags = 0)
    {
        var octets = CollectionsMarshal.AsSpan(_octets);
        MemoryMarshal.Write(octets, (uint)octets.Length);
        MemoryMarshal.Write(octets[6..], (ushort)(MemoryMarshal.Read<ushort>(octets[6..]) | flags));
        MemoryMarshal.Write(octets[8..], sequence);
        return octets;
    }

    /// <summary>What it held was a secret: it is zeroed, and can't be sent any more.</summary>
    public void Zero() => CryptographicOperations.ZeroMemory(CollectionsMarshal.AsSpan(_octets));

    private void Pad()
    {
        while (_octets.Count % 4 != 0)
        {
            _octets.Add(0);
        }
    }
}
