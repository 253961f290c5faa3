namespace Holdfast.Protocol.Ipsec;

/// <summary>A packet of a batch: where it is, where its result goes, what came of it.</summary>
/// <param name="packet">The packet to be encapsulated or decapsulated.</param>
/// <param name="output">Where the result goes; none of the packet's memory.</param>
public struct PacketJob(ReadOnlyMemory<byte> packet, Memory<byte> output)
{
    /// <summary>The packet to be encapsulated or decapsulated.</summary>
    public ReadOnlyMemory<byte> Packet { get; } = packet;

    /// <summary>Where the result goes.</summary>
    public Memory<byte> Output { get; } = output;

    /// <summary>Octets of the result; 0 where it was refused.</summary>
    public int Written { get; internal set; }

    /// <summary>Why it was refused; fault None: it was not.</summary>
    public PacketRefusal Refusal { get; internal set; }
}
