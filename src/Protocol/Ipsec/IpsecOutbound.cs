using Holdfast.Protocol.AntiReplay;

namespace Holdfast.Protocol.Ipsec;

/// <summary>
/// An outbound SA of ESP or AH: IP packets in, protected IP packets out, RFC 4301 §5.1. It owns its
/// keys and its source of IVs. Allocates nothing for a packet; not for two threads at a time.
/// </summary>
public abstract class IpsecOutbound : IDisposable
{
    /// <summary>An SA with its numbers.</summary>
    /// <exception cref="ArgumentException">The numbers have another width.</exception>
    private protected IpsecOutbound(IpsecSa sa, OutboundSequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sa);
        ArgumentNullException.ThrowIfNull(sequence);
        if ((sequence.Last == ulong.MaxValue) != sa.IsExtended)
        {
            throw new ArgumentException("Numbers of another width", nameof(sequence));
        }

        Sequence = sequence;
    }

    /// <summary>The sequence numbers, whose lease may be renewed.</summary>
    public OutboundSequence Sequence { get; }

    /// <summary>What went through and what was refused.</summary>
    public PacketCounts Counts { get; } = new();

    /// <summary>
    /// At most so many octets does a packet of that length become; so many octets of destination
    /// always suffice.
    /// </summary>
    public abstract int OutputLengthMax(int packetLength);

    /// <summary>Protects a packet.</summary>
    /// <param name="packet">An IP packet; octets behind its own length are left over.</param>
    /// <param name="output">
    /// Where the protected packet goes, <see cref="OutputLengthMax"/> octets; none of the packet's
    /// memory.
    /// </param>
    /// <param name="written">Octets of it.</param>
    /// <param name="refusal">Why not, told at an octet of <paramref name="packet"/>.</param>
    public bool TryEncapsulate(
        ReadOnlySpan<byte> packet, Span<byte> output, out int written, out PacketRefusal refusal)
    {
        var good = TryProtect(packet, output, out written, out refusal);
        return Count(good, output, ref written, refusal.Fault);
    }

    /// <summary>Protects a batch; the result is how many went through.</summary>
    public int Encapsulate(Span<PacketJob> jobs)
    {
        var passed = 0;
        foreach (ref var job in jobs)
        {
            passed += TryEncapsulate(
                job.Packet.Span, job.Output.Span, out var written, out var refusal) ? 1 : 0;
            job.Written = written;
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

    /// <summary>Counts what came of a packet; of one that was refused nothing stays.</summary>
    private protected bool Count(bool good, Span<byte> output, ref int written, PacketFault fault)
    {
        if (good)
        {
            Counts.Pass(written);
        }
        else
        {
            // Its clear text may stand there already.
            output[..Math.Min(written, output.Length)].Clear();
            Counts.Refuse(fault);
            written = 0;
        }

        return good;
    }

    /// <summary><see cref="TryEncapsulate"/>, not counted yet.</summary>
    private protected abstract bool TryProtect(
        ReadOnlySpan<byte> packet, Span<byte> output, out int written, out PacketRefusal refusal);

    /// <summary>Zeroes the keys.</summary>
    protected abstract void Dispose(bool disposing);
}
