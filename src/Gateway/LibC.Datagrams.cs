using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Holdfast.StateMachines;

namespace Holdfast.Gateway;

/// <content>Datagrams of UDP over IPv4, and packets of a TUN device, without an allocation.
/// </content>
internal static partial class LibC
{
    private const int ReadWriteNonBlocking = 2 | 0x800 | 0x80000;
    private const nuint TunSetInterface = 0x400454CA;
    private const ushort TunWithoutHeader = 0x1001;
    private const int InterfaceNameMax = 15;
    private const ushort Ipv4Family = 2;

    [StructLayout(LayoutKind.Sequential)]
    private struct Ipv4Endpoint
    {
        public ushort Family;
        public ushort Port;
        public uint Address;
        public ulong Zero;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct TunRequest
    {
        public fixed byte Name[16];
        public ushort Flags;
        public fixed byte Rest[22];
    }

    /// <summary>The next datagram that has come; 0: none has, or an empty one.</summary>
    /// <param name="socket">A socket that does not wait.</param>
    /// <param name="octets">Where it goes; what is longer is cut.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="port">The port of the sender.</param>
    public static int ReceiveFrom(
        int socket, Span<byte> octets, out HostAddress from, out ushort port)
    {
        var endpoint = default(Ipv4Endpoint);
        var size = Marshal.SizeOf<Ipv4Endpoint>();
        var length = ReceiveDatagram(
            socket, octets, (nuint)octets.Length, DoNotWait, ref endpoint, ref size);
        from = new(BinaryPrimitives.ReverseEndianness(endpoint.Address), IsIpv6: false);
        port = BinaryPrimitives.ReverseEndianness(endpoint.Port);
        return length < 0 ? 0 : (int)length;
    }

    /// <summary>Sends a datagram; the error of the system, man 3 errno, or 0: it is on its way.
    /// </summary>
    public static int SendTo(
        int socket, ReadOnlySpan<byte> octets, HostAddress to, ushort port)
    {
        var endpoint = new Ipv4Endpoint
        {
            Family = Ipv4Family,
            Port = BinaryPrimitives.ReverseEndianness(port),
            Address = BinaryPrimitives.ReverseEndianness((uint)to.Value),
        };
        return SendDatagram(
            socket, octets, (nuint)octets.Length, DoNotWait, ref endpoint,
            Marshal.SizeOf<Ipv4Endpoint>()) < 0
            ? Marshal.GetLastPInvokeError()
            : 0;
    }

    /// <summary>A TUN device of that name, made where there is none: IP packets without a header
    /// before them.</summary>
    public static unsafe int OpenTun(string name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, InterfaceNameMax);
        var file = Check(Open("/dev/net/tun", ReadWriteNonBlocking), "open /dev/net/tun");
        var request = new TunRequest { Flags = TunWithoutHeader };
        for (var at = 0; at < name.Length; at++)
        {
            request.Name[at] = (byte)name[at];
        }

        if (InputOutputControl(file, TunSetInterface, ref request) < 0)
        {
            var failure = Failure($"can't make the TUN device {name}");
            _ = Close(file);
            throw failure;
        }

        return file;
    }

    /// <summary>The next packet of a TUN device; 0: there is none.</summary>
    public static int ReadPacket(int file, Span<byte> packet) =>
        Math.Max(0, (int)ReadFile(file, packet, (nuint)packet.Length));

    /// <summary>Hands a packet to a TUN device; false: it takes none now.</summary>
    public static bool WritePacket(int file, ReadOnlySpan<byte> packet) =>
        WriteFile(file, packet, (nuint)packet.Length) == packet.Length;

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    private static partial nint ReceiveDatagram(
        int socket, Span<byte> octets, nuint count, int flags, ref Ipv4Endpoint from,
        ref int length);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static partial nint SendDatagram(
        int socket, ReadOnlySpan<byte> octets, nuint count, int flags, ref Ipv4Endpoint to,
        int length);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int InputOutputControl(
        int file, nuint request, ref TunRequest argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFile(int file, Span<byte> octets, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteFile(int file, ReadOnlySpan<byte> octets, nuint count);
}
