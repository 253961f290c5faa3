using Holdfast.Gateway.Tunnels;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.Gateway.Tunnels;

/// <summary>Authentic packets wait for a floor in the order in which they came.</summary>
public sealed class WaitingQueues
{
    [Fact]
    public void What_a_floor_lets_in_comes_in_the_order_in_which_it_came()
    {
        var room = new WaitingRoom();
        using var queue = new WaitingQueue(room);
        foreach (var number in (ReadOnlySpan<byte>)[12, 11, 20, 13])
        {
            Assert.True(queue.TryWait(number, [number, number]));
        }

        Assert.Equal((4, 20UL, 4), (queue.Count, queue.Highest, room.Packets));
        Assert.Equal([12, 11, 13], Released(queue, 13));
        Assert.Equal((1, 20UL, 1), (queue.Count, queue.Highest, room.Packets));
        Assert.Equal([], Released(queue, 19));
        Assert.Equal([20], Released(queue, 20));
        Assert.Equal((0, 0UL, 0L), (queue.Count, queue.Highest, room.Octets));
    }

    [Fact]
    public void One_of_a_number_waits_and_may_come_again_once_it_was_let_in()
    {
        using var queue = new WaitingQueue(new());
        Assert.True(queue.TryWait(7, [1]));
        Assert.False(queue.TryWait(7, [2]));
        Assert.Equal([1], Released(queue, 7));
        Assert.True(queue.TryWait(7, [3]));
    }

    [Fact]
    public void Nobody_takes_more_than_is_left_for_all_others()
    {
        var room = new WaitingRoom();
        using var fast = new WaitingQueue(room);
        var number = 0UL;
        while (fast.TryWait(++number, [1]))
        {
        }

        Assert.Equal(WaitingRoom.PacketsMax / 2, fast.Count);
        using (var other = new WaitingQueue(room))
        {
            number = 0;
            while (other.TryWait(++number, [1]))
            {
            }

            Assert.Equal(WaitingRoom.PacketsMax / 4, other.Count);
            Assert.Equal(WaitingRoom.PacketsMax * 3 / 4, room.Packets);
        }

        Assert.Equal(WaitingRoom.PacketsMax / 2, room.Packets);
        Assert.Equal(fast.Count, Released(fast, ulong.MaxValue).Count);
        Assert.Equal((0, 0L), (room.Packets, room.Octets));
    }

    [Fact]
    public void Large_packets_take_the_room_of_their_octets()
    {
        var room = new WaitingRoom(octetsMax: 4_096);
        using var queue = new WaitingQueue(room);
        Assert.True(queue.TryWait(1, new byte[1_024]));
        Assert.True(queue.TryWait(2, new byte[1_024]));
        Assert.False(queue.TryWait(3, new byte[1_024]));
        Assert.True(new WaitingQueue(room).TryWait(1, new byte[1_000]));
        Assert.Equal((3, 3_072L), (room.Packets, room.Octets));
    }

    [Fact]
    public void Whoever_takes_one_asks_for_what_the_others_need_and_a_floor_that_rises_lets_them_in()
    {
        using var queue = new WaitingQueue(new());
        foreach (var number in (ReadOnlySpan<byte>)[5, 9, 6, 7])
        {
            queue.TryWait(number, [number]);
        }

        List<(byte Packet, ulong Highest)> taken = [];
        void Take(WaitingQueue all, ReadOnlySpan<byte> packet)
        {
            taken.Add((packet[0], all.Highest));
            if (packet[0] == 5)
            {
                all.Release(Floor(7), all, Take);
            }
        }

        queue.Release(Floor(5), queue, Take);
        Assert.Equal([(5, 9UL), (6, 9UL), (7, 9UL)], taken);
        Assert.Equal((1, 9UL), (queue.Count, queue.Highest));
    }

    [Fact]
    public void Whoever_takes_a_packet_may_end_the_queue()
    {
        var room = new WaitingRoom();
        var queue = new WaitingQueue(room);
        queue.TryWait(1, [1]);
        queue.TryWait(2, [2]);
        var taken = 0;
        queue.Release<object?>(Floor(2), null, (_, _) =>
        {
            taken++;
            queue.Dispose();
        });
        Assert.Equal((1, 0, 0L), (taken, queue.Count, room.Octets));
    }

    [Fact]
    public void Few_that_wait_allocate_nothing()
    {
        using var queue = new WaitingQueue(new());
        var packet = new byte[1_400];
        var (number, sum) = (0UL, 0);
        Assert.Equal(0, HeapCost.Least(() =>
        {
            for (var packets = 0; packets < 32; packets++)
            {
                queue.TryWait(++number, packet);
            }

            queue.Release(Floor(number), this, (_, released) => sum += released.Length);
        }));
        Assert.Equal(0, queue.Count);
        Assert.True(sum > 0);
    }

    private static InboundFloor Floor(ulong through) => InboundFloor.New(0).Raise(through);

    private static List<byte> Released(WaitingQueue queue, ulong floor)
    {
        List<byte> released = [];
        queue.Release(Floor(floor), released, (all, packet) => all.Add(packet[0]));
        return released;
    }
}
