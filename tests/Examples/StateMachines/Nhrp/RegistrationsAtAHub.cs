using Holdfast.Codec;
using Holdfast.Protocol.Nhrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;
using Instant = Holdfast.StateMachines.Instant;
using Registration = Holdfast.StateMachines.Nhrp.NhrpRegistration;
using Server = Holdfast.StateMachines.Nhrp.NhrpServer;

namespace Holdfast.Tests.Examples.StateMachines.Nhrp;

/// <summary>RFC 2332 §5.2.3 and §5.2.5 at a hub: for whom somebody registers, and the order of
/// purges.</summary>
public sealed class RegistrationsAtAHub
{
    private static readonly HostAddress Hub = HostAddress.Parse("10.0.0.254");
    private static readonly HostAddress One = HostAddress.Parse("10.0.0.1");
    private static readonly HostAddress Two = HostAddress.Parse("10.0.0.2");
    private static readonly HostAddress Outer = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Other = HostAddress.Parse("192.0.2.2");

    /// <summary>RFC 2332 §5.2.3: who registers for another address names it, and the address that
    /// leads there; else both are those of the sender.</summary>
    [Fact]
    [Requirement("RFC2332-5.2.3-a")]
    public void A_registration_is_for_the_address_that_it_names_or_for_its_sender()
    {
        var request = NhrpMessages.ToPacket(
            new Registration.Output.SendRequest(7, TimeSpan.FromSeconds(600)),
            new(Outer, One, Hub))!;
        var client = request.Clients[0];
        Assert.Equal(Registers(One, Outer), Classify(client with
        {
            ProtocolAddress = default,
            NbmaAddress = default,
        }));
        Assert.Equal(Registers(Two, Outer), Classify(client with
        {
            ProtocolAddress = Octets.FromHex("0a000002"),
            NbmaAddress = default,
        }));
        Assert.Equal(Registers(One, Other), Classify(client with
        {
            ProtocolAddress = default,
            NbmaAddress = Octets.FromHex("c0000202"),
        }));
        Assert.Null(Classify(client with { ProtocolAddress = Octets.FromHex("0a00") }));
        Assert.Null(Classify(client with { NbmaAddress = Octets.FromHex("0a00") }));
        Assert.Null(NhrpHubMessages.Classify(request with { Clients = [] }, default));

        static Server.Input.Registers Registers(HostAddress inside, HostAddress outside) =>
            new(7, inside, outside, TimeSpan.FromSeconds(600));
        Server.Input? Classify(NhrpClientValue one) =>
            NhrpHubMessages.Classify(request with { Clients = [one] }, default);
    }

    /// <summary>RFC 2332 §5.2.6: whoever was told has to hear of the end of it, so no more are told
    /// than are kept; who was told is told again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void As_many_are_told_of_a_spoke_as_may_be_and_no_more(int most)
    {
        Assert.True(Server.Config.TryCreate(
            new() { Phase = DmvpnPhase.NextHop, ToldMax = most }, out var config, out _));
        var state = Server.Initial(config, Instant.Zero);
        HostAddress[] askers =
        [
            .. Enumerable.Range(0, most + 2).Select(at => Two with { Value = Two.Value + (uint)at }),
        ];
        foreach (var spoke in (HostAddress[])[One, .. askers])
        {
            Step(new Server.Input.Registers(7, spoke, Outer, TimeSpan.FromSeconds(600)));
        }

        for (var turn = 0; turn < 2; turn++)
        {
            for (var at = 0; at < askers.Length; at++)
            {
                var said = Assert.Single(
                    Step(new Server.Input.Asks(9, askers[at], One)).AsEnumerable());
                Assert.Equal(at < most, said is Server.Output.Answer);
                Assert.Equal(at >= most, said is Server.Output.NoBinding);
            }
        }

        Outputs<Server.Output> Step(Server.Input input)
        {
            var next = Server.Step(config, state, Instant.Zero, input);
            state = next.State;
            return next.Outputs;
        }
    }

    /// <summary>The oldest has number 1, also where numbers came round.</summary>
    [Fact]
    public void Purges_are_counted_anew_in_the_order_in_which_they_were_asked_for()
    {
        const uint oldest = 0xf000_0000;
        var state = new Server.State(default, NextId: 5, null, default, null);
        foreach (var id in (uint[])[4, oldest + 1, 3, oldest])
        {
            state = state with
            {
                Purges = state.Purges.With(new(id, Two, AboutOf(id), 1, Instant.Zero)),
            };
        }

        var anew = Server.Machine.Recount(state);
        Assert.Equal(5u, anew.NextId);
        Assert.Equal(
            [
                (1u, AboutOf(oldest)), (2u, AboutOf(oldest + 1)), (3u, AboutOf(3)),
                (4u, AboutOf(4)),
            ],
            anew.Purges.Select(purge => (purge.Id, purge.About)).OrderBy(one => one.Id));

        static HostAddress AboutOf(uint id) => One with { Value = 0x0a01_0000 + (id & 0xff) };
    }
}
