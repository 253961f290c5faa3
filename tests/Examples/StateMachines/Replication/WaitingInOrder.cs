using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>Packets that wait for a higher floor, against a list: all short histories.</summary>
public sealed class WaitingInOrder
{
    private const int Histories = 5 * 5 * 5 * 5 * 5;

    [Fact]
    public void Each_waits_once_as_long_as_there_is_room_and_is_let_in_in_order()
    {
        for (var room = 0; room <= 3; room++)
        {
            for (var history = 0; history < Histories; history++)
            {
                Play(room, history);
            }
        }
    }

    // Of five steps each is one of four packets, or a floor that lets in the lower two.
    private static void Play(int room, int history)
    {
        var waiting = new WaitingPackets([], 0);
        var (model, lost) = (new List<ulong>(), 0UL);
        for (var step = 0; step < 5; step++, history /= 5)
        {
            if (history % 5 == 4)
            {
                var open = waiting.Release(InboundFloor.TakenOver(2, 0), out waiting);
                Assert.Equal(model.Where(number => number <= 2), Numbers(open));
                model.RemoveAll(number => number <= 2);
            }
            else
            {
                var number = (ulong)(history % 5) + 1;
                var isNew = !model.Contains(number);
                var waits = isNew && model.Count < room;
                Assert.Equal(isNew, !waiting.Holds(number));
                Assert.Equal(
                    waits,
                    waiting.TryWait(new(number, (int)number), room, out waiting));
                lost += isNew && !waits ? 1UL : 0;
                model.AddRange(waits ? [number] : []);
            }

            Assert.Equal(model, Numbers(waiting.Packets));
            Assert.Equal(lost, waiting.Lost);
        }

        var given = waiting.GiveUp();
        Assert.Empty(given.Packets);
        Assert.Equal(lost + (ulong)model.Count, given.Lost);
    }

    private static IEnumerable<ulong> Numbers(Items<WaitingPacket> packets) =>
        packets.Select(packet => packet.Number);
}
