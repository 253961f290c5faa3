using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Holdfast.Gateway;

/// <summary>The calls of the system that the platform has no type for.</summary>
internal static partial class LibC
{
    /// <summary>There is something to read.</summary>
    public const short PollIn = 1;

    private const int InterruptedCall = 4;
    private const int NothingThere = 11;
    private const int BufferFull = 105;
    private const int DoNotWait = 0x40;
    private const int ClockBoottime = 7;
    private const int NonBlockingAndCloseOnExec = 0x800 | 0x80000;
    private const int ReadOnlyAndCloseOnExec = 0x80000;

    /// <summary>What is waited for, man 2 poll.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        /// <summary>The file.</summary>
        public int File;

        /// <summary>What is waited for.</summary>
        public short Events;

        /// <summary>What has come.</summary>
        public short Found;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct NetlinkAddress
    {
        public ushort Family;
        public ushort Pad;
        public uint Port;
        public uint Groups;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PacketAddress
    {
        public ushort Family;
        public ushort Protocol;
        public int Link;
        public ushort Hardware;
        public byte Kind;
        public byte Length;
        public ulong Address;
    }

    /// <summary>Time since the machine started, time that it slept included.</summary>
    public static TimeSpan SinceBoot()
    {
        Check(ClockGetTime(ClockBoottime, out var time), "clock_gettime");
        return TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond)
            + (time.Nanoseconds / TimeSpan.NanosecondsPerTick));
    }

    /// <summary>Waits until something is there; false: the time is over.</summary>
    /// <param name="entries">What is waited for.</param>
    /// <param name="most">For how long; null: without an end.</param>
    public static bool Wait(Span<PollEntry> entries, TimeSpan? most)
    {
        var until = SinceBoot() + (most ?? TimeSpan.Zero);
        while (true)
        {
            var milliseconds = most is null
                ? -1
                : (int)Math.Clamp(
                    Math.Ceiling((until - SinceBoot()).TotalMilliseconds), 0, int.MaxValue);
            var found = Poll(entries, (nuint)entries.Length, milliseconds);
            if (found >= 0)
            {
                return found > 0;
            }

            // A signal ends the call and not the time.
            if (Marshal.GetLastPInvokeError() != InterruptedCall)
            {
                throw Failure("poll");
            }
        }
    }

    /// <summary>A counter that wakes whoever waits for it, man 2 eventfd.</summary>
    public static int OpenCounter() => Check(EventFd(0, NonBlockingAndCloseOnExec), "eventfd");

    /// <summary>Counts up.</summary>
    public static void Count(int counter)
    {
        // A full counter wakes as well as any other.
        ulong one = 1;
        _ = Write(counter, ref one, sizeof(ulong));
    }

    /// <summary>Sets a counter to zero.</summary>
    public static void Reset(int counter)
    {
        ulong count = 0;
        _ = Read(counter, ref count, sizeof(ulong));
    }

    /// <summary>What a folder lists is on the disk when it returns.</summary>
    public static void FlushFolder(string path)
    {
        var folder = Check(Open(path, ReadOnlyAndCloseOnExec), "open");
        var result = Flush(folder);
        var failure = result < 0 ? Failure("fsync") : null;
        _ = Close(folder);
        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>The index of an interface; null: there is none of that name.</summary>
    public static int? InterfaceOf(string name) =>
        InterfaceIndex(name) is not 0 and var index ? (int)index : null;

    /// <summary>Opens a socket of any kind.</summary>
    public static int OpenSocket(int family, int type, int protocol) =>
        Check(Socket(family, type, protocol), "socket");

    /// <summary>Binds a socket of netlink to groups of news, man 7 netlink.</summary>
    public static void BindNetlink(int socket, int groups)
    {
        var address = new NetlinkAddress { Family = 16, Groups = (uint)groups };
        Check(Bind(socket, ref address, Marshal.SizeOf<NetlinkAddress>()), "bind");
    }

    /// <summary>Binds a socket of whole frames to a link and a protocol, man 7 packet.</summary>
    public static void BindPacket(int socket, int link, ushort protocol)
    {
        var address = new PacketAddress
        {
            Family = 17,
            Protocol = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(protocol),
            Link = link,
        };
        Check(BindTo(socket, ref address, Marshal.SizeOf<PacketAddress>()), "bind");
    }

    /// <summary>Sends to where a socket is bound, or to the kernel.</summary>
    public static void Send(int socket, ReadOnlySpan<byte> octets)
    {
        if (SendOn(socket, octets, (nuint)octets.Length, 0) < 0)
        {
            throw Failure("send");
        }
    }

    /// <summary>What has come on a socket; where nobody waits for it, 0: nothing has, and below 0:
    /// more than the kernel could keep.</summary>
    public static int Receive(int socket, Span<byte> octets, bool waits)
    {
        while (true)
        {
            var length = ReceiveOn(
                socket, octets, (nuint)octets.Length, waits ? 0 : DoNotWait);
            if (length >= 0)
            {
                return (int)length;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case InterruptedCall:
                    break;
                case NothingThere when !waits:
                    return 0;
                case BufferFull when !waits:
                    return -1;
                default:
                    throw Failure("recv");
            }
        }
    }

    /// <summary>Sends a whole frame on a link, man 7 packet.</summary>
    public static void SendPacket(int socket, int link, ReadOnlySpan<byte> frame)
    {
        var address = new PacketAddress { Family = 17, Link = link };
        if (SendTo(
            socket, frame, (nuint)frame.Length, 0, ref address, Marshal.SizeOf<PacketAddress>())
            < 0)
        {
            throw Failure("sendto");
        }
    }

    /// <summary>Closes a file.</summary>
    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    private static int Check(int result, string call) => result >= 0 ? result : throw Failure(call);

    private static Win32Exception Failure(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new(error, $"{call}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Span<PollEntry> entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, ref ulong octets, nuint count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, ref ulong octets, nuint count);

    [LibraryImport(
        "libc", EntryPoint = "open", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int file);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int socket, ref NetlinkAddress address, int length);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int BindTo(int socket, ref PacketAddress address, int length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendOn(
        int socket, ReadOnlySpan<byte> octets, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint ReceiveOn(
        int socket, Span<byte> octets, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static partial nint SendTo(
        int socket, ReadOnlySpan<byte> octets, nuint count, int flags, ref PacketAddress to,
        int length);

    [LibraryImport(
        "libc", EntryPoint = "if_nametoindex", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint InterfaceIndex(string name);
}
