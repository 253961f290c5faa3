using Holdfast.Protocol.AntiReplay;

namespace Holdfast.Protocol.Ipsec;

/// <summary>
/// An inbound SA of ESP or AH: protected IP packets in, IP packets out, RFC 4301 §5.2. First the
/// SPI, then the window, then the ICV, and only then does the window move. It owns its keys.
/// Allocates nothing for a packet; not for two threads at a time.
/// </summary>
public abstract class IpsecInbound : IDisposable
{
    /// <summary>An SA with its window.</summary>
    /// <exception cref="ArgumentException">The window has another width.</exception>
    private protected IpsecInbound(IpsecSa sa, ReplayWindow window)
    {
        ArgumentNullException.ThrowIfNull(sa);
        ArgumentNullException.ThrowIfNull(window);
        if (window.IsExtended != sa.IsExtended)
        {
            throw new ArgumentException("A window of another width", nameof(window));
        }

        Window = window;
    }

    /// <summary>The window.</summary>
    public ReplayWindow Window { get; }

    /// <summary>
    /// The highest number that is accepted so far: the floor that a standby has acknowledged;
    /// without a standby the last that there is. An authentic packet above it is refused as
    /// <see cref="PacketFault.AwaitsFloor"/> and may be handed in again once this is higher.
    /// </summary>
    public ulong AcceptedThrough { get; set; } = ulong.MaxValue;

    /// <summary>What went through and what was refused.</summary>
    public PacketCounts Counts { get; } = new();

    /// <summary>So many octets of destination suffice for a packet of that length.</summary>
    public abstract int OutputLengthMax(int packetLength);

    /// <summary>Verifies a packet, and decrypts it where the SA encrypts.</summary>
    /// <param name="packet">
    /// An IP packet with ESP or AH; octets behind its own length are left over.
    /// </param>
    /// <param name="output">
    /// Where the opened packet goes, <see cref="OutputLengthMax"/> octets; none of the packet's
    /// memory.
    /// </param>
    /// <param name="opened">The packet that came out.</param>
    /// <param name="refusal">Why none did, told at an octet of <paramref name="packet"/>.</param>
    public bool TryDecapsulate(
        ReadOnlySpan<byte> packet, Span<byte> output, out Decapsulated opened,
        out PacketRefusal refusal)
    {
        if (TryOpen(packet, output, out opened, out refusal))
        {
            Counts.Pass(opened.Written);
            return true;
        }

        Counts.Refuse(refusal.Fault);
        opened = default;
        return false;
    }

    /// <summary>Opens a batch; the result is how many went through.</summary>
    public int Decapsulate(Span<PacketJob> jobs)
    {
        var passed = 0;
        foreach (ref var job in jobs)
        {
            passed += TryDecapsulate(
                job.Packet.Span, job.Output.Span, out var opened, out var refusal) ? 1 : 0;
            job.Written = opened.Written;
            job.Refusal = refusal;
        }

        return passed;
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Why the window refuses a number that is not new.</summary>
    private protected static PacketRefusal RefusalOf(
        ReplayVerdict verdict, int at, string field) => new(
            verdict == ReplayVerdict.Duplicate ? PacketFault.Duplicate : PacketFault.TooOld,
            at, field);

    /// <summary><see cref="TryDecapsulate"/>, not counted yet.</summary>
    private protected abstract bool TryOpen(
        ReadOnlySpan<byte> packet, Span<byte> output, out Decapsulated opened,
        out PacketRefusal refusal);

    /// <summary>Zeroes the keys.</summary>
    protected abstract void Dispose(bool disposing);
}
