using System.Runtime.InteropServices;

namespace Holdfast.Gateway;

/// <content>Many datagrams in one call, man 2 sendmmsg and man 2 recvmmsg. All memory is pinned by
/// whoever calls.</content>
internal static partial class LibC
{
    /// <summary>The level of options of UDP.</summary>
    public const int UdpLevel = 17;

    /// <summary>A message is cut into datagrams of that length, man 7 udp.</summary>
    public const int UdpSegment = 103;

    /// <summary>Datagrams that follow each other come as one message, man 7 udp.</summary>
    public const int UdpGro = 104;

    /// <summary>Octets in one piece.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct Vector
    {
        /// <summary>Where they are.</summary>
        public byte* Octets;

        /// <summary>How many.</summary>
        public nuint Length;
    }

    /// <summary>A message of several pieces, what is said beside it, and how long it was.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct Message
    {
        /// <summary>Whose it is.</summary>
        public Ipv4Endpoint* Name;

        /// <summary>Octets of that.</summary>
        public uint NameLength;

        /// <summary>The pieces.</summary>
        public Vector* Vectors;

        /// <summary>How many.</summary>
        public nuint VectorCount;

        /// <summary>What is said beside it.</summary>
        public byte* Control;

        /// <summary>Octets of that.</summary>
        public nuint ControlLength;

        /// <summary>What is known of it, with the room behind it.</summary>
        public nint Flags;

        /// <summary>Octets that went or came.</summary>
        public uint Length;
    }

    /// <summary>What is said beside a message: a number of UDP.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 24)]
    public struct Beside
    {
        /// <summary>Octets with this header.</summary>
        public nuint Length;

        /// <summary>Whose option it is.</summary>
        public int Level;

        /// <summary>Which one.</summary>
        public int Type;

        /// <summary>Its value, of 2 octets on the way out and of 4 on the way in.</summary>
        public int Value;
    }

    /// <summary>Sends messages; how many went, or below zero the error of the first.</summary>
    public static unsafe int SendMessages(int socket, Message* messages, int count)
    {
        var sent = SendMany(socket, messages, (uint)count, DoNotWait);
        return sent >= 0 ? sent : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Messages that have come; 0: none has.</summary>
    public static unsafe int ReceiveMessages(int socket, Message* messages, int count) =>
        Math.Max(0, ReceiveMany(socket, messages, (uint)count, DoNotWait, 0));

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    private static unsafe partial int SendMany(
        int socket, Message* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    private static unsafe partial int ReceiveMany(
        int socket, Message* messages, uint count, int flags, nint timeout);
}
