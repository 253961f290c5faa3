using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <summary>An authentic packet that waits for a floor.</summary>
/// <param name="Number">Its sequence number.</param>
/// <param name="Slot">Where the caller keeps it.</param>
public readonly record struct WaitingPacket(ulong Number, int Slot);

/// <summary>
/// The authentic packets of an inbound SA whose numbers lie beyond its floor: they wait, in the
/// order in which they came, until it is acknowledged. There are never more than the bound; one
/// more is lost, and counted. The slow path: a list is copied when it changes.
/// </summary>
/// <param name="Packets">The packets, the first to come first.</param>
/// <param name="Lost">Packets that found no room, and those given up, since the SA began.</param>
public readonly record struct WaitingPackets(Items<WaitingPacket> Packets, ulong Lost)
{
    /// <summary>Whether a packet of that number waits already.</summary>
    public bool Holds(ulong number)
    {
        foreach (var packet in Packets.Span)
        {
            if (packet.Number == number)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Lets a packet wait; false: it does not wait, because one of its number does, or because
    /// there is no room, which counts as lost.
    /// </summary>
    /// <param name="packet">The packet.</param>
    /// <param name="room">How many may wait.</param>
    /// <param name="then">The packets from now on.</param>
    public bool TryWait(WaitingPacket packet, int room, out WaitingPackets then)
    {
        then = this;
        if (Holds(packet.Number))
        {
            return false;
        }

        if (Packets.Count >= room)
        {
            then = this with { Lost = Lost + 1 };
            return false;
        }

        then = this with { Packets = Packets.Add(packet) };
        return true;
    }

    /// <summary>Takes the packets out that a floor lets in, in the order in which they came.
    /// </summary>
    public Items<WaitingPacket> Release(InboundFloor floor, out WaitingPackets then)
    {
        Items<WaitingPacket> open = [];
        Items<WaitingPacket> still = [];
        foreach (var packet in Packets.Span)
        {
            if (floor.Judge(packet.Number) == FloorVerdict.Beyond)
            {
                still = still.Add(packet);
            }
            else
            {
                open = open.Add(packet);
            }
        }

        then = this with { Packets = still };
        return open;
    }

    /// <summary>Gives all of them up: the member stops, or the SA ends.</summary>
    public WaitingPackets GiveUp() => new([], Lost + (ulong)Packets.Count);
}
