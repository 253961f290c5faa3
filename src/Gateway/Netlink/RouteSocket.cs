using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Holdfast.Gateway.Netlink;

/// <summary>A socket of rtnetlink, man 7 rtnetlink: requests that the kernel acknowledges, and news
/// of links.</summary>
internal sealed class RouteSocket : IDisposable
{
    /// <summary>News of links.</summary>
    public const int LinkGroup = 1;

    private const int Family = 16;
    private const int Raw = 3 | 0x80000;
    private const ushort Request = 1;
    private const ushort Acknowledge = 4;
    private const ushort ErrorKind = 2;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private uint _sequence;

    /// <param name="groups">The news that it hears, as bits; 0: none.</param>
    public RouteSocket(int groups = 0)
    {
        File = LibC.OpenSocket(Family, Raw, 0);
        if (groups != 0)
        {
            LibC.BindNetlink(File, groups);
        }
    }

    /// <summary>The file, to wait for news.</summary>
    public int File { get; }

    /// <inheritdoc/>
    public void Dispose() => _ = LibC.Close(File);

    /// <summary>Asks the kernel for something, and waits until it is done.</summary>
    /// <param name="kind">The kind of the request.</param>
    /// <param name="flags">Its own flags.</param>
    /// <param name="body">What it is about.</param>
    /// <param name="attributes">Adds the attributes.</param>
    /// <returns>The error of the system, man 3 errno; 0: it is done.</returns>
    public int Ask(
        ushort kind, ushort flags, ReadOnlySpan<byte> body, Action<NetlinkRequest>? attributes)
    {
        var request = new NetlinkRequest(kind, (ushort)(flags | Request | Acknowledge), body);
        attributes?.Invoke(request);
        LibC.Send(File, request.Numbered(++_sequence));
        while (true)
        {
            var answer = _buffer.AsSpan(0, LibC.Receive(File, _buffer, waits: true));
            foreach (var (got, at, length) in MessagesOf(answer))
            {
                if (got.Kind == ErrorKind && got.Sequence == _sequence && length >= 4)
                {
                    return -MemoryMarshal.Read<int>(_buffer.AsSpan(at));
                }
            }
        }
    }

    /// <summary>The same; what fails is told, but for what may.</summary>
    /// <exception cref="Win32Exception">The kernel refused; what is told.</exception>
    public void Demand(
        string what, ushort kind, ushort flags, ReadOnlySpan<byte> body,
        Action<NetlinkRequest>? attributes, params ReadOnlySpan<int> except)
    {
        var error = Ask(kind, flags, body, attributes);
        if (error != 0 && !except.Contains(error))
        {
            throw new Win32Exception(error, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    /// <summary>News that have come, without waiting: kind and body of each.</summary>
    /// <param name="wereLost">Whether there were more than the kernel could keep.</param>
    public List<(ushort Kind, byte[] Body)> News(out bool wereLost)
    {
        wereLost = false;
        List<(ushort, byte[])> all = [];
        while (LibC.Receive(File, _buffer, waits: false) is not 0 and var count)
        {
            wereLost |= count < 0;
            foreach (var (got, at, length) in MessagesOf(_buffer.AsSpan(0, Math.Max(0, count))))
            {
                all.Add((got.Kind, _buffer.AsSpan(at, length).ToArray()));
            }
        }

        return all;
    }

    private static List<((ushort Kind, uint Sequence) Header, int At, int Length)> MessagesOf(
        ReadOnlySpan<byte> octets)
    {
        List<((ushort, uint), int, int)> all = [];
        for (var at = 0; octets.Length - at >= 16;)
        {
            var length = (int)MemoryMarshal.Read<uint>(octets[at..]);
            if (length < 16 || length > octets.Length - at)
            {
                break;
            }

            all.Add((
                (MemoryMarshal.Read<ushort>(octets[(at + 4)..]),
                    MemoryMarshal.Read<uint>(octets[(at + 8)..])),
                at + 16, length - 16));
            at += (length + 3) & ~3;
        }

        return all;
    }
}
