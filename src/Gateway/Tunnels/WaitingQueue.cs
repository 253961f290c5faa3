using System.Buffers;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Tunnels;

/// <summary>Takes a packet that has waited; its octets are its own until this returns.</summary>
internal delegate void PacketTaker<in T>(T state, ReadOnlySpan<byte> packet);

/// <summary>
/// The authentic packets of one SA that wait for a floor, in the order in which they came. It is
/// what <see cref="WaitingPackets"/> is, for as many as come in the time that a lost standby counts
/// as synced: it copies nothing but the packets, and few of them allocate nothing.
/// </summary>
internal sealed class WaitingQueue(WaitingRoom room) : IDisposable
{
    // What so many took is kept for the next ones.
    private const int Few = 256;

    private readonly Queue<Waiting> _packets = [];
    private readonly HashSet<ulong> _numbers = [];
    private long _octets;
    private InboundFloor _floor;
    private bool _isReleasing;
    private bool _hasRisen;

    /// <summary>How many wait.</summary>
    public int Count => _packets.Count;

    /// <summary>The highest number that waits for a higher floor; 0: none does.</summary>
    public ulong Highest { get; private set; }

    /// <summary>Lets a packet wait; false: one of its number does, or there is no room.</summary>
    public bool TryWait(ulong number, ReadOnlySpan<byte> packet)
    {
        if (_numbers.Contains(number))
        {
            return false;
        }

        var octets = ArrayPool<byte>.Shared.Rent(packet.Length);
        if (!room.TryTake(octets.Length, (Count, _octets)))
        {
            ArrayPool<byte>.Shared.Return(octets);
            return false;
        }

        packet.CopyTo(octets);
        _octets += octets.Length;
        _packets.Enqueue(new(number, octets, packet.Length));
        _numbers.Add(number);
        Highest = Math.Max(Highest, number);
        return true;
    }

    /// <summary>Hands on what a floor lets in; the others stay as they are. A floor that rises
    /// meanwhile lets in behind these.</summary>
    /// <param name="floor">The floor.</param>
    /// <param name="state">What the taker needs.</param>
    /// <param name="take">Takes each.</param>
    public void Release<T>(InboundFloor floor, T state, PacketTaker<T> take)
    {
        (_floor, _hasRisen) = (floor, true);
        if (_isReleasing)
        {
            return;
        }

        _isReleasing = true;
        try
        {
            while (_hasRisen)
            {
                _hasRisen = false;
                Pass(_floor, state, take);
            }
        }
        finally
        {
            _isReleasing = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_packets.TryDequeue(out var packet))
        {
            Leave(packet);
            ArrayPool<byte>.Shared.Return(packet.Octets);
        }

        Highest = 0;
    }

    private void Pass<T>(InboundFloor floor, T state, PacketTaker<T> take)
    {
        // Whoever takes one may ask for what the others need.
        Highest = 0;
        foreach (var packet in _packets)
        {
            Highest = IsBeyond(floor, packet) ? Math.Max(Highest, packet.Number) : Highest;
        }

        for (var left = Count; left > 0 && _packets.TryDequeue(out var packet); left--)
        {
            if (IsBeyond(floor, packet))
            {
                _packets.Enqueue(packet);
                continue;
            }

            Leave(packet);
            take(state, packet.Octets.AsSpan(0, packet.Length));
            ArrayPool<byte>.Shared.Return(packet.Octets);
        }

        if (Count == 0 && _numbers.Capacity > Few)
        {
            _packets.TrimExcess();
            _numbers.TrimExcess();
        }
    }

    private static bool IsBeyond(InboundFloor floor, Waiting packet) =>
        floor.Judge(packet.Number) == FloorVerdict.Beyond;

    private void Leave(Waiting packet)
    {
        _numbers.Remove(packet.Number);
        _octets -= packet.Octets.Length;
        room.Give(packet.Octets.Length);
    }

    private readonly record struct Waiting(ulong Number, byte[] Octets, int Length);
}
