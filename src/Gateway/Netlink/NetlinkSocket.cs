using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Holdfast.Gateway.Netlink;

/// <summary>A socket of netlink, man 7 netlink: requests that the kernel acknowledges or answers,
/// and news.</summary>
internal class NetlinkSocket : IDisposable
{
    private const int Family = 16;
    private const int Raw = 3 | 0x80000;
    private const ushort Request = 1;
    private const ushort Acknowledge = 4;
    private const ushort Everything = 0x300;
    private const ushort ErrorKind = 2;
    private const ushort DoneKind = 3;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private uint _sequence;

    /// <param name="protocol">Which part of the kernel it talks to, man 7 netlink.</param>
    /// <param name="groups">The news that it hears, as bits; 0: none.</param>
    public NetlinkSocket(int protocol, int groups = 0)
    {
        File = LibC.OpenSocket(Family, Raw, protocol);
        if (groups != 0)
        {
            LibC.BindNetlink(File, groups);
        }
    }

    /// <summary>The file, to wait for news.</summary>
    public int File { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = LibC.Close(File);
        GC.SuppressFinalize(this);
    }

    /// <summary>Asks the kernel for something, and waits until it is done.</summary>
    /// <param name="kind">The kind of the request.</param>
    /// <param name="flags">Its own flags.</param>
    /// <param name="body">What it is about.</param>
    /// <param name="attributes">Adds the attributes.</param>
    /// <returns>The error of the system, man 3 errno; 0: it is done.</returns>
    public int Ask(
        ushort kind, ushort flags, ReadOnlySpan<byte> body, Action<NetlinkRequest>? attributes)
    {
        var request = new NetlinkRequest(kind, flags, body);
        attributes?.Invoke(request);
        return Ask(request);
    }

    /// <summary>The same with a request that is made already.</summary>
    public int Ask(NetlinkRequest request)
    {
        LibC.Send(File, request.Numbered(++_sequence, Request | Acknowledge));
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

    /// <summary>Asks the kernel what something is.</summary>
    /// <param name="request">Which thing.</param>
    /// <param name="body">What it is; empty where the kernel refuses.</param>
    /// <returns>The error of the system; 0: there is a body.</returns>
    public int Get(NetlinkRequest request, out byte[] body)
    {
        List<byte[]> all = [];
        var error = Hear(request, Request, all);
        body = all.Count > 0 ? all[0] : [];
        return error;
    }

    /// <summary>Asks the kernel for all that it has of a kind: the body of each.</summary>
    /// <returns>The error of the system; 0: those are all.</returns>
    public int List(NetlinkRequest request, out List<byte[]> bodies) =>
        Hear(request, Request | Everything, bodies = []);

    /// <summary>What came may have been a secret: nothing of it stays here.</summary>
    public void Zero() => System.Security.Cryptography.CryptographicOperations.ZeroMemory(_buffer);

    private int Hear(NetlinkRequest request, ushort flags, List<byte[]> bodies)
    {
        LibC.Send(File, request.Numbered(++_sequence, flags));
        while (true)
        {
            var answer = _buffer.AsSpan(0, LibC.Receive(File, _buffer, waits: true));
            foreach (var (got, at, length) in MessagesOf(answer))
            {
                if (got.Sequence != _sequence)
                {
                    continue;
                }

                if (got.Kind is ErrorKind && length >= 4)
                {
                    return -MemoryMarshal.Read<int>(_buffer.AsSpan(at));
                }

                if (got.Kind == DoneKind)
                {
                    return 0;
                }

                bodies.Add(_buffer.AsSpan(at, length).ToArray());
                if ((flags & Everything) == 0)
                {
                    return 0;
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
