using System.Runtime.CompilerServices;

namespace Holdfast.Protocol.Ipsec;

/// <summary>
/// What went through an SA in one direction: packets, their octets, and refusals by kind
/// (RFC 4301 §5 asks for an auditable reason). The counts start at 0 and are never read back.
/// </summary>
public sealed class PacketCounts
{
    private Counts _refused;

    /// <summary>Packets that went through.</summary>
    public ulong Packets { get; private set; }

    /// <summary>Octets of those packets, as they were handed out.</summary>
    public ulong Octets { get; private set; }

    /// <summary>Packets that were refused for that reason.</summary>
    public ulong this[PacketFault fault] => _refused[(int)fault];

    internal void Pass(int octets)
    {
        Packets++;
        Octets += (ulong)octets;
    }

    internal void Refuse(PacketFault fault) => _refused[(int)fault]++;

    [InlineArray((int)PacketFault.Exhausted + 1)]
    private struct Counts
    {
        private ulong _first;
    }
}
