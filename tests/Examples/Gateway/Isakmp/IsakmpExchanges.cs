using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Examples.Gateway.Isakmp;

/// <summary>IKEv1 as the gateway speaks it, with itself: both roles of both phases.</summary>
public sealed class IsakmpExchanges
{
    [Theory]
    [InlineData(PhaseOneMode.Main, true)]
    [InlineData(PhaseOneMode.Main, false)]
    [InlineData(PhaseOneMode.Aggressive, true)]
    [InlineData(PhaseOneMode.Aggressive, false)]
    public void Both_modes_make_an_SA_in_either_role(PhaseOneMode mode, bool begins)
    {
        using var gateway = new IsakmpSide(1, isGateway: true, takesAggressive: true);
        using var peer = new IsakmpSide(9, isGateway: false, takesAggressive: true);
        Stand(gateway, peer, mode, begins);
        Assert.Equal(gateway.Row!.Id, peer.Row!.Id);
        Assert.Equal(mode, gateway.Made!.Mode);
        Assert.Equal(begins ? IkeRole.Initiator : IkeRole.Responder, gateway.Made.Role);
        Assert.True(gateway.Made.Traits.HasFlag(PhaseOneTraits.DeadPeerDetection));
        Assert.Empty(gateway.Complaints);
        Assert.Empty(peer.Complaints);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(14, true)]
    [InlineData(14, false)]
    [InlineData(19, false)]
    public void Quick_mode_makes_the_same_keys_on_both_sides(ushort group, bool begins)
    {
        using var gateway = new IsakmpSide(1, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false);
        Stand(gateway, peer, PhaseOneMode.Main, begins: false);
        var (asks, answers) = begins ? (gateway, peer) : (peer, gateway);
        var made = default(Spi?);
        asks.BeginQuick(
            new(group), begins ? IsakmpSide.Inside : IsakmpSide.Behind,
            begins ? IsakmpSide.Behind : IsakmpSide.Inside, (spi, _) => made = spi);
        asks.Talk(answers);

        var (one, other) = (Assert.Single(asks.Children), Assert.Single(answers.Children));
        Assert.Equal(made, one.Child.Inbound);
        Assert.Equal(one.Child.Inbound, other.Child.Outbound);
        Assert.Equal(one.Child.Outbound, other.Child.Inbound);
        Assert.Equal(new KeyExchangeMethod(group), one.Child.Suite.KeyExchange);

        // What one seals the other opens: the material differs in the side alone.
        Assert.Equal(
            asks.Chest.OctetsOf(one.Child.Keys)[2..],
            answers.Chest.OctetsOf(other.Child.Keys)[2..]);
        Assert.Equal([other.Child.Inbound], answers.Used);
        Assert.Empty(answers.Abandoned);
    }

    [Theory]
    [InlineData(PhaseOneMode.Main, true)]
    [InlineData(PhaseOneMode.Main, false)]
    [InlineData(PhaseOneMode.Aggressive, true)]
    [InlineData(PhaseOneMode.Aggressive, false)]
    public void A_peer_may_say_the_port_of_IKE_with_who_it_is(PhaseOneMode mode, bool begins)
    {
        using var gateway = new IsakmpSide(1, isGateway: true, takesAggressive: true);
        using var peer = new IsakmpSide(
            9, isGateway: false, takesAggressive: true, saysPort: true);
        Stand(gateway, peer, mode, begins);
        Assert.NotEqual(PhaseOneMessages.KnownAs(gateway.Made!.Peer), gateway.Made.Peer);
    }

    [Fact]
    public void Who_has_another_key_has_no_SA_and_is_told_of()
    {
        using var gateway = new IsakmpSide(1, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false, key: "another");
        peer.Begin(PhaseOneMode.Main);
        peer.Talk(gateway);
        Assert.Null(gateway.Row);
        Assert.Null(peer.Row);
        Assert.Equal("has another key, or none", Assert.Single(gateway.Complaints));
    }

    [Fact]
    public void Aggressive_mode_is_not_taken_unless_it_is_set()
    {
        using var gateway = new IsakmpSide(1, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false);
        peer.Begin(PhaseOneMode.Aggressive);
        peer.Talk(gateway);
        Assert.Null(gateway.Row);
        for (var at = 0; at < 20; at++)
        {
            peer.Tick(TimeSpan.FromMinutes(2));
            peer.Talk(gateway);
        }

        Assert.Contains("UNSUPPORTED-EXCHANGE-TYPE", Assert.Single(peer.Complaints));
    }

    [Fact]
    public void What_is_no_fact_is_no_SA_and_nobody_hears_of_it()
    {
        using var gateway = new IsakmpSide(1, isGateway: true) { CommitsNothing = true };
        using var peer = new IsakmpSide(9, isGateway: false);
        peer.Begin(PhaseOneMode.Main);
        peer.Talk(gateway);
        Assert.Null(peer.Row);

        using var ready = new IsakmpSide(1, isGateway: true);
        using var asking = new IsakmpSide(9, isGateway: false);
        Stand(ready, asking, PhaseOneMode.Main, begins: false);
        ready.CommitsNothing = true;
        asking.BeginQuick(
            KeyExchangeMethod.None, IsakmpSide.Behind, IsakmpSide.Inside, (_, _) => { });
        asking.Talk(ready);
        Assert.Empty(ready.Children);
        Assert.Empty(asking.Children);
    }

    [Fact]
    public void Traffic_that_nobody_allows_is_refused_and_the_initiator_hears_it()
    {
        using var gateway = new IsakmpSide(1, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false);
        Stand(gateway, peer, PhaseOneMode.Main, begins: false);
        var heard = default(string);
        peer.BeginQuick(
            KeyExchangeMethod.None, IsakmpSide.Behind, IsakmpSide.Behind,
            (_, why) => heard = why);
        peer.Talk(gateway);
        Assert.Equal(
            $"refuses a CHILD SA: {IsakmpNotifyType.InvalidIdInformation}", heard);
        Assert.Empty(gateway.Children);
    }

    [Fact]
    public void A_CHILD_SA_whose_peer_does_not_show_itself_ends()
    {
        using var gateway = new IsakmpSide(1, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false);
        Stand(gateway, peer, PhaseOneMode.Main, begins: false);
        peer.BeginQuick(
            KeyExchangeMethod.None, IsakmpSide.Behind, IsakmpSide.Inside, (_, _) => { });
        gateway.Hear(peer.Said.Dequeue());
        var made = Assert.Single(gateway.Children).Child.Inbound;
        for (var at = 0; at < 20 && gateway.Abandoned.Count == 0; at++)
        {
            gateway.Tick(TimeSpan.FromMinutes(2));
        }

        Assert.Equal([made], gateway.Abandoned);
        Assert.Empty(gateway.Used);
    }

    [Fact]
    public void A_packet_shows_as_much_as_the_third_message()
    {
        using var gateway = new IsakmpSide(1, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false);
        Stand(gateway, peer, PhaseOneMode.Main, begins: false);
        peer.BeginQuick(
            KeyExchangeMethod.None, IsakmpSide.Behind, IsakmpSide.Inside, (_, _) => { });
        gateway.Hear(peer.Said.Dequeue());
        gateway.Packet(gateway.Children[0].Child.Inbound);
        Assert.Equal([gateway.Children[0].Child.Inbound], gateway.Used);
    }

    [Fact]
    public void Whoever_takes_over_goes_on_under_the_same_SA()
    {
        using var alice = new IsakmpSide(1, isGateway: true);
        using var moon = new IsakmpSide(2, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false);
        Stand(alice, peer, PhaseOneMode.Main, begins: false);
        alice.GiveTo(moon);

        moon.Say(new() { Says = [RUThere(moon, 7)] });
        moon.Talk(peer);
        Assert.Equal(
            new DeadPeerDetection.Input.RUThere(7),
            DeadPeerDetection.Classify(
                Assert.Single(Assert.Single(peer.Heard).Says),
                new(peer.Row!.Id.Initiator, peer.Row.Id.Responder), isProtected: true));
        peer.BeginQuick(
            KeyExchangeMethod.Modp2048, IsakmpSide.Behind, IsakmpSide.Inside, (_, _) => { });
        peer.Talk(moon);
        Assert.Single(moon.Children);
        Assert.Single(peer.Children);
    }

    [Fact]
    public void What_another_member_has_answered_is_answered_by_no_second_exchange()
    {
        using var alice = new IsakmpSide(1, isGateway: true);
        using var moon = new IsakmpSide(2, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false);
        Stand(alice, peer, PhaseOneMode.Main, begins: false);
        peer.BeginQuick(
            KeyExchangeMethod.None, IsakmpSide.Behind, IsakmpSide.Inside, (_, _) => { });
        var first = peer.Said.Peek();
        peer.Talk(alice);
        alice.GiveTo(moon);

        moon.Hear(first);
        Assert.Empty(moon.Children);
        Assert.Empty(moon.Said);
    }

    [Fact]
    public void What_was_said_once_is_heard_once()
    {
        using var gateway = new IsakmpSide(1, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false);
        Stand(gateway, peer, PhaseOneMode.Main, begins: false);
        peer.Say(new() { Children = [(IsakmpProtocolId.Esp, new(0x1234))] });
        var said = peer.Said.Dequeue();
        gateway.Hear(said);
        gateway.Hear(said);
        Assert.Equal(new(0x1234), Assert.Single(Assert.Single(gateway.Heard).Children).Spi);
    }

    [Fact]
    public void A_rehearsal_makes_all_SAs_on_both_sides()
    {
        Assert.True(PhaseOneResponder.Config.TryCreate(new(), out var answering, out _));
        Assert.True(PhaseOneInitiator.Config.TryCreate(new(), out var beginning, out _));
        Assert.Equal(6, IsakmpRehearsal.Play(
            answering, beginning, IsakmpSide.Provider, RandomNumberGenerator.Fill));
    }

    private static IsakmpNotifyPayloadValue RUThere(IsakmpSide side, uint number) =>
        DeadPeerDetection.ToPayload(
            new DeadPeerDetection.Output.SendRUThere(number),
            new(side.Row!.Id.Initiator, side.Row.Id.Responder))!;

    private static void Stand(
        IsakmpSide gateway, IsakmpSide peer, PhaseOneMode mode, bool begins)
    {
        (begins ? gateway : peer).Begin(mode);
        gateway.Talk(peer);
        Assert.NotNull(gateway.Row);
        Assert.NotNull(peer.Row);
    }
}
