using System.Buffers;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Tunnels;

/// <summary>Takes a packet that has waited; its octets are its own until this returns.</summary>
internal delegate void PacketTaker<in T>(T state, ReadOnlySpan<byte> packet);

/// <summary>
/// The authentic packets of one SA that wait for a floor, in the order in which they came. It is
/// what <see cref="WaitingPackets"/> is, for as many as come in the time that a lost standby counts
/// as synced: it copies nothing but the packets, and allocates nothing once it has had as many.
/// </summary>
internal sealed class WaitingQueue(WaitingRoom room) : IDisposable
{
    /// <summary>How many may wait: all are let in in one turn, which may not keep Hellos waiting.
    /// </summary>
    public const int PacketsMax = 8_192;

    private readonly Queue<Waiting> _packets = [];
    private readonly HashSet<ulong> _numbers = [];

    /// <summary>How many wait.</summary>
    public int Count => _packets.Count;

    /// <summary>The highest number that waits; 0: none does.</summary>
    public ulong Highest { get; private set; }

    /// <summary>Lets a packet wait; false: one of its number does, or there is no room.</summary>
    public bool TryWait(ulong number, ReadOnlySpan<byte> packet)
    {
        if (_numbers.Contains(number) || Count >= PacketsMax || !room.TryTake(packet.Length))
        {
            return false;
        }

        var octets = ArrayPool<byte>.Shared.Rent(packet.Length);
        packet.CopyTo(octets);
        _packets.Enqueue(new(number, octets, packet.Length));
        _numbers.Add(number);
        Highest = Math.Max(Highest, number);
        return true;
    }

    /// <summary>Hands on what a floor lets in; the others stay as they are.</summary>
    /// <param name="floor">The floor.</param>
    /// <param name="state">What the taker needs.</param>
    /// <param name="take">Takes each.</param>
    public void Release<T>(InboundFloor floor, T state, PacketTaker<T> take)
    {
        Highest = 0;
        for (var left = Count; left > 0 && _packets.TryDequeue(out var packet); left--)
        {
            if (floor.Judge(packet.Number) == FloorVerdict.Beyond)
            {
                _packets.Enqueue(packet);
                Highest = Math.Max(Highest, packet.Number);
                continue;
            }

            _numbers.Remove(packet.Number);
            room.Give(packet.Length);
            take(state, packet.Octets.AsSpan(0, packet.Length));
            ArrayPool<byte>.Shared.Return(packet.Octets);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_packets.TryDequeue(out var packet))
        {
            room.Give(packet.Length);
            ArrayPool<byte>.Shared.Return(packet.Octets);
        }

        _numbers.Clear();
        Highest = 0;
    }

    private readonly record struct Waiting(ulong Number, byte[] Octets, int Length);
}
