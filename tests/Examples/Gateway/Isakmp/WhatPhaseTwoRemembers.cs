using Holdfast.Codec;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Tests.Examples.Gateway.Isakmp;

/// <summary>What a member that speaks IKEv1 keeps of exchanges and of their ends
/// (docs/adr/0066, 'What a second reading found').</summary>
public sealed class WhatPhaseTwoRemembers
{
    private static readonly Instant Now = Instant.FromMilliseconds(1_000);
    private static readonly IkeSaId Id = new(new(1), new(2));

    [Fact]
    public void An_answer_is_said_again_once_in_two_seconds()
    {
        var said = new SaidAgain();
        Assert.True(said.May(Id, new(7), Now));
        Assert.False(said.May(Id, new(7), Now));
        Assert.False(said.May(Id, new(7), Now + TimeSpan.FromMilliseconds(1_999)));
        Assert.True(said.May(Id, new(8), Now));
        Assert.True(said.May(new(new(1), new(3)), new(7), Now));
        Assert.True(said.May(Id, new(7), Now + TimeSpan.FromSeconds(2)));
        Assert.False(said.May(Id, new(7), Now + TimeSpan.FromSeconds(3)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_what_covers_what_was_drawn_here_is_fresh(bool begins)
    {
        using var gateway = new IsakmpSide(1, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false);
        Stand(gateway, peer);
        var (asks, answers) = begins ? (gateway, peer) : (peer, gateway);
        Begin(asks);
        var first = asks.Said.Dequeue();
        answers.Hear(first);
        var second = answers.Said.Dequeue();
        asks.Hear(second);
        var third = asks.Said.Dequeue();
        answers.Hear(third);

        // The first message may have been said to another member, long ago.
        Assert.Equal([PhaseTwo.Heard.Authentic, PhaseTwo.Heard.Fresh], answers.Signs);
        Assert.Equal([PhaseTwo.Heard.Fresh], asks.Signs);
        asks.Hear(second);
        answers.Hear(first);
        answers.Hear(third);
        Assert.DoesNotContain(
            PhaseTwo.Heard.Fresh, asks.Signs.Skip(1).Concat(answers.Signs.Skip(2)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_a_quick_mode_whose_ISAKMP_SA_has_ended_under_way_no_key_is_left(bool begins)
    {
        using var gateway = new IsakmpSide(1, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false) { Deferred = new() };
        Stand(gateway, peer);
        Begin(begins ? peer : gateway);
        gateway.Talk(peer);
        var fact = Assert.Single(peer.Deferred!);
        Assert.NotEqual(0, peer.Secrets);

        peer.Sweep();
        fact();
        Assert.Equal(0, peer.Secrets);
    }

    [Fact]
    public void What_was_replaced_stays_a_while_and_a_reign_looks_for_nothing_at_once()
    {
        var outlived = new OutlivedSas();
        outlived.Begin(Now);
        Assert.Equal(Now + OutlivedSas.MissedAfter, outlived.Deadline);
        outlived.Add(Id, Now);
        outlived.Add(new Spi(0x100), Now);
        Assert.Equal(Now + OutlivedSas.ChildLingers, outlived.Deadline);
        Assert.Equal(([], [], false), outlived.Take(Now + TimeSpan.FromSeconds(7)));
        Assert.Equal(([], [new(0x100)], false), outlived.Take(Now + TimeSpan.FromSeconds(8)));
        Assert.Equal(([Id], [], false), outlived.Take(Now + TimeSpan.FromSeconds(59)));
        Assert.True(outlived.Take(Now + TimeSpan.FromSeconds(60)).LooksForMissing);
        Assert.False(outlived.Take(Now + TimeSpan.FromSeconds(64)).LooksForMissing);
        Assert.True(outlived.Take(Now + TimeSpan.FromSeconds(65)).LooksForMissing);
    }

    [Fact]
    public void What_was_replaced_before_a_sleep_ends_behind_it_and_not_in_another_reign()
    {
        var outlived = new OutlivedSas();
        outlived.Begin(Now);
        outlived.Add(new Spi(0x100), Now);
        var woken = Now + TimeSpan.FromMinutes(5);
        outlived.Wake(woken);
        Assert.Equal(([], [new(0x100)], false), outlived.Take(woken));
        Assert.Equal(woken + OutlivedSas.MissedAfter, outlived.Deadline);
        outlived.Add(new Spi(0x101), woken);
        outlived.Begin(woken);
        Assert.Equal(([], [], false), outlived.Take(woken + TimeSpan.FromSeconds(59)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_Delete_leaves_behind_its_fact_or_not_at_all(bool isFact)
    {
        var proposed = default(Action<bool>);
        List<Octets> sent = [];
        var ended = default(bool?);
        var farewells = new Farewells(
            (_, then) => proposed = then, (octets, _) => sent.AddRange(octets));
        farewells.End(
            [new Change.IkeDown(Id)], [Octets.FromHex("0102")], default(Flow), it => ended = it);
        Assert.Empty(sent);
        proposed!(isFact);
        Assert.Equal(isFact ? [Octets.FromHex("0102")] : [], sent);
        Assert.Equal(isFact, ended);
    }

    [Fact]
    public void Who_is_always_wanted_and_has_no_CHILD_SA_gets_others_after_a_while()
    {
        var childless = new ChildlessIkes();
        var other = new IkeSaId(new(3), new(4));
        Assert.Empty(childless.Due([Id], Now));
        Assert.Empty(childless.Due([Id, other], Now + TimeSpan.FromSeconds(9)));
        Assert.Equal([Id], childless.Due([Id, other], Now + TimeSpan.FromSeconds(10)));
        Assert.Empty(childless.Due([Id], Now + TimeSpan.FromSeconds(11)));

        // It has had one meanwhile.
        Assert.Empty(childless.Due([other], Now + TimeSpan.FromSeconds(12)));
        Assert.Empty(childless.Due([Id], Now + TimeSpan.FromSeconds(20)));
        Assert.Equal([Id], childless.Due([Id], Now + TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void What_was_taken_over_without_its_third_message_waits_where_another_one_is_there()
    {
        var old = new TakenUpChild(new(1), IkeRole.Initiator, 5, Pair);
        var theirs = new TakenUpChild(new(2), IkeRole.Responder, 6, Pair);
        var elsewhere = theirs with
        {
            Inbound = new(3),
            Traffic = new([IsakmpSide.Behind], [IsakmpSide.Inside]),
        };
        TakenUpChild[] all = [old, theirs, elsewhere, theirs with { Role = IkeRole.Initiator }];
        Assert.Equal([theirs], all.Where(one => one.AwaitsSign(all)));
        Assert.False(theirs.AwaitsSign([theirs]));
    }

    [Fact]
    public void What_was_taken_over_without_its_third_message_does_not_end_by_itself()
    {
        using var alice = new IsakmpSide(1, isGateway: true);
        using var moon = new IsakmpSide(2, isGateway: true);
        using var peer = new IsakmpSide(9, isGateway: false);
        Stand(alice, peer);
        Begin(peer);
        alice.Hear(peer.Said.Dequeue());
        alice.GiveTo(moon);
        peer.Hear(alice.Said.Dequeue());
        moon.Hear(peer.Said.Dequeue());
        for (var at = 0; at < 20; at++)
        {
            moon.Tick(TimeSpan.FromMinutes(2));
        }

        Assert.Empty(moon.Abandoned);
        Assert.Empty(moon.Said);
    }

    private static readonly TrafficPair Pair = new([IsakmpSide.Inside], [IsakmpSide.Behind]);

    private static void Stand(IsakmpSide gateway, IsakmpSide peer)
    {
        peer.Begin(PhaseOneMode.Main);
        gateway.Talk(peer);
        while (peer.Deferred is { Count: > 0 } facts)
        {
            facts.Dequeue()();
        }

        Assert.Equal(gateway.Row!.Id, peer.Row!.Id);
    }

    private static void Begin(IsakmpSide side) => side.BeginQuick(
        KeyExchangeMethod.None, IsakmpSide.Behind, IsakmpSide.Inside, (_, _) => { });
}
