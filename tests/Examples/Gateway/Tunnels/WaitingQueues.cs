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

        Assert.Equal((4, 20UL, 8L), (queue.Count, queue.Highest, room.Octets));
        Assert.Equal([12, 11, 13], Released(queue, 13));
        Assert.Equal((1, 20UL, 2L), (queue.Count, queue.Highest, room.Octets));
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
    public void No_more_wait_than_may_and_all_of_all_tunnels_have_one_room()
    {
        var room = new WaitingRoom(octetsMax: 100);
        using var one = new WaitingQueue(room);
        using (var other = new WaitingQueue(room))
        {
            Assert.True(one.TryWait(1, new byte[60]));
            Assert.False(other.TryWait(1, new byte[41]));
            Assert.True(other.TryWait(1, new byte[40]));
            Assert.False(one.TryWait(2, [1]));
        }

        Assert.Equal(60, room.Octets);
        for (var number = 2UL; number < 42; number++)
        {
            Assert.True(one.TryWait(number, [1]));
        }

        using var most = new WaitingQueue(new());
        for (var number = 0UL; number < WaitingQueue.PacketsMax; number++)
        {
            Assert.True(most.TryWait(number, [1]));
        }

        Assert.False(most.TryWait(WaitingQueue.PacketsMax, [1]));
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
    public void Once_as_many_have_waited_nothing_is_allocated()
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
