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
    private const nuint TunSetOffload = 0x400454D0;
    private const ushort TunWithOffloadHeader = 0x5001;
    private const nint OffloadChecksum = 1;
    private const nint OffloadTcp = 1 | 2 | 4 | 8;
    private const int InterfaceNameMax = 15;
    private const ushort Ipv4Family = 2;

    /// <summary>An address and a port, in the order of the wire, man 7 ip.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Ipv4Endpoint
    {
        /// <summary>2.</summary>
        public ushort Family;

        /// <summary>The port.</summary>
        public ushort Port;

        /// <summary>The address.</summary>
        public uint Address;

        /// <summary>Nothing.</summary>
        public ulong Zero;

        /// <summary>Of an address of IPv4.</summary>
        public static Ipv4Endpoint Of(HostAddress address, ushort port) => new()
        {
            Family = Ipv4Family,
            Port = BinaryPrimitives.ReverseEndianness(port),
            Address = BinaryPrimitives.ReverseEndianness((uint)address.Value),
        };

        /// <summary>The address and the port.</summary>
        public readonly (HostAddress Address, ushort Port) Read() => (
            new(BinaryPrimitives.ReverseEndianness(Address), IsIpv6: false),
            BinaryPrimitives.ReverseEndianness(Port));
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
        (from, port) = endpoint.Read();
        return length < 0 ? 0 : (int)length;
    }

    /// <summary>Sends a datagram; the error of the system, man 3 errno, or 0: it is on its way.
    /// </summary>
    public static int SendTo(
        int socket, ReadOnlySpan<byte> octets, HostAddress to, ushort port)
    {
        var endpoint = Ipv4Endpoint.Of(to, port);
        return SendDatagram(
            socket, octets, (nuint)octets.Length, DoNotWait, ref endpoint,
            Marshal.SizeOf<Ipv4Endpoint>()) < 0
            ? Marshal.GetLastPInvokeError()
            : 0;
    }

    /// <summary>A TUN device of that name, made where there is none: IP packets with a
    /// <see cref="Tunnels.OffloadHeader"/> before them. Where the kernel lets it, TCP comes in
    /// packets that are longer than the link.</summary>
    public static unsafe int OpenTun(string name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, InterfaceNameMax);
        var file = Check(Open("/dev/net/tun", ReadWriteNonBlocking), "open /dev/net/tun");
        var request = new TunRequest { Flags = TunWithOffloadHeader };
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

        if (InputOutputSet(file, TunSetOffload, OffloadTcp) < 0)
        {
            _ = InputOutputSet(file, TunSetOffload, OffloadChecksum);
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

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int InputOutputSet(int file, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFile(int file, Span<byte> octets, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteFile(int file, ReadOnlySpan<byte> octets, nuint count);
}
