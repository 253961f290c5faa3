using Holdfast.Gateway.Netlink;

namespace Holdfast.Gateway.Tunnels;

/// <summary>The link on which clear packets come and go: what is routed to it is protected, and
/// what was protected comes out of it.</summary>
internal sealed class TunDevice : IDisposable
{
    /// <summary>How many clear packets wait until this process reads them: what a turn of its loop
    /// lets in at most may be answered before the turn is over, and 500, the kernel's usual, are 50
    /// ms of 10,000 packets a second.</summary>
    public const int QueuePackets = WaitingRoom.PacketsMax;

    /// <param name="routes">Talks to the kernel.</param>
    /// <param name="name">The name of the link.</param>
    /// <param name="mtu">Octets of a packet at most.</param>
    public TunDevice(RouteSocket routes, string name, int mtu)
    {
        File = LibC.OpenTun(name);
        Link = LibC.InterfaceOf(name)
            ?? throw new GatewayException($"the TUN device {name} is not there");
        NetworkLinks.SetMtu(routes, Link, mtu);
        NetworkLinks.SetQueue(routes, Link, QueuePackets);
        NetworkLinks.Set(routes, Link, isUp: true);
    }

    /// <summary>The file, to wait for packets.</summary>
    public int File { get; }

    /// <summary>Its index.</summary>
    public int Link { get; }

    /// <summary>The next packet, with an <see cref="OffloadHeader"/> before it; 0: there is none.
    /// </summary>
    public int Read(Span<byte> octets) => LibC.ReadPacket(File, octets);

    /// <summary>Hands over a packet with an <see cref="OffloadHeader"/> before it; false: it is not
    /// taken now.</summary>
    public bool Write(ReadOnlySpan<byte> octets) => LibC.WritePacket(File, octets);

    /// <inheritdoc/>
    public void Dispose() => _ = LibC.Close(File);
}
