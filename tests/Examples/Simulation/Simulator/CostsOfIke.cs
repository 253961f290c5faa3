using System.Buffers.Binary;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>What a run costs in IKE: messages on the wire, and SAs that peers lose.</summary>
public sealed class CostsOfIke
{
    private const int HeaderLength = 16;
    private const int EthernetLength = 14;

    [Fact]
    public void Messages_are_counted_as_somebody_counts_who_reads_the_trace()
    {
        var messages = 0L;
        var run = PlayedWorlds.Play(PlayedWorlds.Pair, PlayedWorlds.Crash, 1, new()
        {
            Trace = record => messages += IsIkeOnWire(record.Span) ? 1 : 0,
        });

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.True(messages > 8, $"{messages}");
        Assert.Equal(messages, run.Measures.IkeMessages);
    }

    [Fact]
    public void What_the_attacker_sends_again_is_no_message_of_anybody()
    {
        var world = PlayedWorlds.WithAttacker;
        var calm = PlayedWorlds.Play(world, FaultPlan.None);
        var replayed = PlayedWorlds.Play(world, PlayedWorlds.Of(
            (70, new Fault.Replay(MessageKind.IkeInit, "moon", 100))));

        Assert.Equal(calm.Measures.IkeMessages, replayed.Measures.IkeMessages);
    }

    [Fact]
    public void A_takeover_by_a_standby_that_knows_all_loses_no_SA()
    {
        var calm = PlayedWorlds.Play(PlayedWorlds.Pair, FaultPlan.None);
        var taken = PlayedWorlds.Play(PlayedWorlds.Pair, PlayedWorlds.Crash);

        Assert.Equal((0, 0), (calm.Measures.SasLost, calm.Measures.Takeovers));
        Assert.Equal((0, 2), (taken.Measures.SasLost, taken.Measures.Takeovers));
    }

    /// <summary>An IKE SA, and the CHILD SAs under it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Where_nobody_knows_them_any_more_a_peer_loses_its_SAs(int children)
    {
        var world = PlayedWorlds.Pair with
        {
            Duration = TimeSpan.FromSeconds(130),
            Sas = [PlayedWorlds.Pair.Sas[0] with { Count = children }],
        };
        var run = PlayedWorlds.Play(world, PlayedWorlds.Of(
            (35, new Fault.Crash("alice")), (36, new Fault.Crash("moon"))));

        Assert.NotNull(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Equal(1 + children, run.Measures.SasLost);
    }

    /// <summary>A frame that is put on a wire, and carries UDP from port 500.</summary>
    private static bool IsIkeOnWire(ReadOnlySpan<byte> record)
    {
        const byte sent = 0x80;
        var frame = record[HeaderLength..];
        return record[10] == sent && frame.Length > EthernetLength + 28
            && BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) == 0x0800
            && frame[EthernetLength + 9] == 17
            && BinaryPrimitives.ReadUInt16BigEndian(frame[(EthernetLength + 20)..]) == 500;
    }
}
