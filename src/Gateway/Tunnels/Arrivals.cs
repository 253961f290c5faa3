using System.Runtime.InteropServices;
using static Holdfast.Gateway.LibC;

namespace Holdfast.Gateway.Tunnels;

/// <summary>
/// What has come on a socket, taken by one call: several messages, and in each of them datagrams
/// of one sender that the kernel has joined (<see cref="UdpGro"/>). Before each datagram there is
/// room for the headers that the kernel took; that room is the end of the datagram before, which
/// has to be done with by then. Valid until the next call.
/// </summary>
internal sealed unsafe class Arrivals
{
    /// <summary>Messages of a call.</summary>
    public const int MessagesMax = 16;

    // Not a power of two: else all messages begin in the same lines of the cache.
    private const int Stride = 65_536 + 320;
    private const int Head = 64;

    private readonly byte[] _octets = Pinned<byte>(MessagesMax * Stride);
    private readonly Message[] _messages = Pinned<Message>(MessagesMax);
    private readonly Vector[] _vectors = Pinned<Vector>(MessagesMax);
    private readonly Ipv4Endpoint[] _from = Pinned<Ipv4Endpoint>(MessagesMax);
    private readonly Beside[] _beside = Pinned<Beside>(MessagesMax);

    public Arrivals()
    {
        for (var at = 0; at < MessagesMax; at++)
        {
            _vectors[at] = new()
            {
                Octets = At(_octets, (at * Stride) + Head),
                Length = Stride - Head,
            };
        }
    }

    /// <summary>Takes what has come; how many messages.</summary>
    public int Receive(int socket)
    {
        for (var at = 0; at < MessagesMax; at++)
        {
            _beside[at] = default;
            _messages[at] = new()
            {
                Name = At(_from, at),
                NameLength = (uint)sizeof(Ipv4Endpoint),
                Vectors = At(_vectors, at),
                VectorCount = 1,
                Control = (byte*)At(_beside, at),
                ControlLength = (nuint)sizeof(Beside),
            };
        }

        return ReceiveMessages(socket, At(_messages, 0), MessagesMax);
    }

    /// <summary>Who sent a message.</summary>
    public (StateMachines.HostAddress Address, ushort Port) From(int message) =>
        _from[message].Read();

    /// <summary>The datagrams of a message.</summary>
    /// <param name="message">Which one.</param>
    /// <param name="room">Octets of room before each.</param>
    public Datagrams Of(int message, int room)
    {
        var length = (int)_messages[message].Length;
        var beside = _beside[message];
        var segment = beside is { Level: UdpLevel, Type: UdpGro, Value: > 0 }
            ? beside.Value
            : Math.Max(1, length);
        return new(
            _octets.AsSpan((message * Stride) + Head - room, room + length), room, segment);
    }

    private static T[] Pinned<T>(int count)
        where T : unmanaged => GC.AllocateArray<T>(count, pinned: true);

    private static T* At<T>(T[] pinned, int at)
        where T : unmanaged => (T*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, at);

    /// <summary>The datagrams of a message, one after the other, each behind its room.</summary>
    public ref struct Datagrams(Span<byte> octets, int room, int segment)
    {
        private readonly Span<byte> _octets = octets;
        private int _at;

        /// <summary>The room and the datagram.</summary>
        public Span<byte> Current { get; private set; }

        /// <summary>The next one; false: that was all.</summary>
        public bool MoveNext()
        {
            var length = Math.Min(segment, _octets.Length - room - _at);
            if (length <= 0)
            {
                return false;
            }

            Current = _octets.Slice(_at, room + length);
            _at += length;
            return true;
        }
    }
}
