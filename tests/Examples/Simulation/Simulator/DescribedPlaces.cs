using Holdfast.Codec;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Where a peer is, as the description of its IKE SA says it (docs/adr/0030).</summary>
public sealed class DescribedPlaces
{
    private static readonly Place Agreed = new(HostAddress.Parse("10.3.0.5"), 0);
    private static readonly Place There = new(HostAddress.Parse("10.5.1.0"), 30_001);
    private static readonly Place Before = new(HostAddress.Parse("10.4.0.9"), 0);

    [Fact]
    public void Nothing_is_said_where_a_peer_is_as_they_agreed()
    {
        Assert.Equal(default, new Whereabouts(Agreed).Write(Agreed));
        Assert.Equal(default, new Whereabouts(Agreed, Agreed).Write(Agreed));
        Assert.Equal(new(Agreed), Whereabouts.Read(default, Agreed));
    }

    [Fact]
    public void Packets_go_to_the_former_place_until_the_peer_was_asked()
    {
        foreach (var (now, former) in new[] { (There, Before), (Agreed, There), (There, Agreed) })
        {
            var told = new Whereabouts(now, former).Write(Agreed);
            var read = Whereabouts.Read(told.Span, Agreed);

            Assert.Equal(new(now, former), read);
            Assert.Equal(former, read.Packets);
            Assert.Equal(now, Whereabouts.Read(new Whereabouts(now).Write(Agreed).Span, Agreed)
                .Packets);
        }
    }

    [Fact]
    public void What_a_later_version_puts_behind_it_is_not_heeded_and_less_than_a_place_is_none()
    {
        var asked = new Whereabouts(There).Write(Agreed);
        var unasked = new Whereabouts(There, Before).Write(Agreed);
        for (var more = 1; more < 6; more++)
        {
            var rest = new byte[more];
            Assert.Equal(
                new(There), Whereabouts.Read([.. asked.Span, .. rest], Agreed));
            Assert.Equal(
                new(There, Before), Whereabouts.Read([.. unasked.Span, .. rest], Agreed));
            Assert.Equal(new(Agreed), Whereabouts.Read(asked.Span[..more], Agreed));
        }
    }
}
