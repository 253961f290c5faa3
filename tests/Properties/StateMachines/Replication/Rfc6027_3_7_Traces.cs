using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;
using Standing = Holdfast.StateMachines.Replication.SaReplication.Standing;

namespace Holdfast.Tests.Properties.StateMachines.Replication;
/// <summary>
/// RFC 6027 §3.4 to §3.7: members that restart, hear late words and hold old knowledge
/// (docs/adr/0012), along traces that are longer than a search goes.
/// </summary>
public sealed class Rfc6027_3_7_Traces
{
    private readonly Rules _rules = ReplicationSearch.Shipped();

    [Fact]
    public void A_restart_beside_a_standby_that_knows_its_epoch_comes_to_rest() =>
        ReplicationSearch.Synced(_rules, default).Crash(0)
            .Restart(_rules, 0, Store.Kept).Drain(_rules);

    [Fact]
    public void A_log_is_told_once_not_once_for_each_of_its_facts()
    {
        var world = ReplicationSearch.Synced(_rules, default);
        for (var i = 0UL; i < 40; i++)
        {
            world = Lease(world, 0, 2 * i).Drain(_rules);
        }

        world = world.Do(_rules, 0, new Input.Authority(false)).Crash(0)
            .Restart(_rules, 0, Store.Kept).Drain(_rules).Do(_rules, 1, new Input.Authority(true));
        var messages = 0;
        for (var units = 0; units < 6; units++)
        {
            for (; !world.IsQuiet; messages++)
            {
                world = world.Deliver(_rules);
            }

            world = world.Pass(_rules);
        }

        Assert.InRange(messages, 40, 200);
        Assert.IsType<Standing.Synced>(((Role.Standby)world[0].State!.Role).Standing);
    }

    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst)]
    [InlineData(SoloPolicy.SafetyFirst)]
    public void A_late_word_of_an_earlier_start_puts_no_standby_out(SoloPolicy solo)
    {
        var rules = ReplicationSearch.Shipped(settings => settings with { Solo = solo });
        var world = ReplicationSearch.Synced(rules, default).Pass(rules);
        while (world.To1.Count == 0)
        {
            world = world.Deliver(rules);
        }

        world = world with { To2 = [] };
        world = world.Hold().Drain(rules).Crash(1).Restart(rules, 1, Store.Kept).Later(rules, 8);
        Assert.IsType<Standing.Synced>(((Role.Standby)world[1].State!.Role).Standing);

        world = world.Hear(rules, 0, world.Held.Message!).Checked();
        Assert.False(((Role.Active)world[0].State!.Role).IsSolo);
        world.Drain(rules).Checked().Later(rules, 8).Checked();
    }

    [Fact]
    public void Who_is_given_up_before_he_hears_that_he_counts_is_let_in_again()
    {
        // Moon starts anew and has everything; alice hears so, and facts wait for moon. That they
        // do, moon does not hear before alice has gone on alone.
        var world = ReplicationSearch.Synced(_rules, default).Crash(1)
            .Restart(_rules, 1, Store.Kept);
        for (var i = 0; i < 64 && !Counts(world); i++)
        {
            world = world.IsQuiet ? world.Pass(_rules) : world.Deliver(_rules);
        }

        var spell = world[1].State!.Spell;
        Assert.IsType<Standing.Stale>(((Role.Standby)world[1].State!.Role).Standing);
        Assert.Equal(
            (SaReplication.Place.InSync, spell), (ViewOf(world).Place, ViewOf(world).Spell));

        world = world with { To1 = [], To2 = [], Cut = 3 };
        for (var i = 0; i < 7; i++)
        {
            world = world.Pass(_rules);
        }

        Assert.Equal(
            (SaReplication.Place.Out, spell), (ViewOf(world).Place, ViewOf(world).Spell));
        world = (world with { Cut = 0 }).Later(_rules, 8).Checked();
        Assert.IsType<Standing.Synced>(((Role.Standby)world[1].State!.Role).Standing);
        Assert.False(((Role.Active)world[0].State!.Role).IsSolo);

        static bool Counts(ReplicationWorld world) =>
            ViewOf(world) is { Place: SaReplication.Place.InSync } view
            && view.Boot.Value == world[1].Boot.Id;

        static SaReplication.StandbyView ViewOf(ReplicationWorld world) =>
            ((Role.Active)world[0].State!.Role).Views[0];
    }

    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst)]
    [InlineData(SoloPolicy.SafetyFirst)]
    public void Who_hears_that_it_does_not_count_any_more_is_stale_in_a_new_spell(SoloPolicy solo)
    {
        var rules = ReplicationSearch.Shipped(settings => settings with { Solo = solo });
        var world = ReplicationSearch.Synced(rules, default).Pass(rules);
        var config = rules.ConfigOf(world[1].Boot).Value;
        var synced = world[1].State!;
        var beat = world.To2.Select(said => said.Value).OfType<SyncMessage.Heartbeat>().Last();
        var next = SaReplication.Step(
            config, synced, Instant.Zero,
            new Input.Received(1, beat with { IsInSync = false }));
        Assert.IsType<Standing.Stale>(((Role.Standby)next.State.Role).Standing);
        Assert.Equal(synced.Spell + 1, next.State.Spell);

        // That another spell does not count says nothing about this one.
        next = SaReplication.Step(
            config, synced, Instant.Zero,
            new Input.Received(1, beat with { IsInSync = false, Spell = synced.Spell - 1 }));
        Assert.IsType<Standing.Synced>(((Role.Standby)next.State.Role).Standing);
        Assert.Equal(synced.Spell, next.State.Spell);
    }

    [Fact]
    public void Whoever_has_the_beginning_of_a_log_does_not_take_it_for_new()
    {
        var world = Travelled(ReplicationSearch.Synced(_rules, default)).Crash(1);
        world = world.Restart(_rules, 1, Store.Kept);
        for (var units = 0; units < 8 && !HasChild(world); units++)
        {
            while (!world.IsQuiet && !HasChild(world))
            {
                world = world.Deliver(_rules);
            }

            world = HasChild(world) ? world : world.Pass(_rules);
        }

        Assert.True(HasChild(world));
        TakesOver(world with { To1 = [], To2 = [] }, 1);

        static bool HasChild(ReplicationWorld world) =>
            world[1].State!.Replica.Sas.Children.Count > 0;
    }

    [Fact]
    public void A_snapshot_that_was_on_its_way_for_long_is_not_new()
    {
        var rules = ReplicationSearch.Shipped(
            settings => settings with { TailMax = 2, OpenMax = 2 });
        var world = ReplicationSearch.Synced(rules, default).Crash(1)
            .Restart(rules, 1, Store.Kept);
        for (var units = 0; units < 8 && !IsAtTheEnd(world); units++)
        {
            while (!world.IsQuiet && !IsAtTheEnd(world))
            {
                world = world.Deliver(rules);
            }

            world = IsAtTheEnd(world) ? world : world.Pass(rules);
        }

        Assert.True(IsAtTheEnd(world));
        var end = world.To2[0];
        world = Travelled(world with { To2 = [], Cut = 2 }, rules);
        world = world.Hear(rules, 1, end);
        TakesOver(world, 1, rules);

        static bool IsAtTheEnd(ReplicationWorld world) =>
            world.To2.Count > 0 && world.To2[0].Value is SyncMessage.SnapshotEnd;
    }

    [Fact]
    public void What_a_stale_member_tells_is_as_old_as_it_was_there()
    {
        var world = Travelled(ReplicationSearch.Synced(_rules, default) with { Cut = 3 });
        world = world.Crash(0) with { Cut = 0 };
        world = world.Restart(_rules, 0, Store.Kept).Drain(_rules);
        Sends(world.Do(_rules, 0, new Input.Authority(true)).Later(_rules, 4), 0, _rules);
    }

    [Fact]
    public void A_member_that_lost_a_vote_still_holds_its_keys()
    {
        var world = ReplicationSearch.Synced(_rules, default) with { Cut = 3 };
        world = world.Do(_rules, 1, new Input.LostVote())
            .Do(_rules, 0, Fenced(world, 1)).Checked();
        for (var reigns = 0; reigns < 12; reigns++)
        {
            world = world.Do(_rules, 0, new Input.Authority(false))
                .Do(_rules, 0, new Input.Authority(true)).Pass(_rules).Pass(_rules).Checked();
            world = Sends(world, 0, _rules);
            world = world with { Ghost = world.Ghost with { Sent = 0 } };
        }

        world = world.Crash(0) with { Cut = 0 };
        world = world.Do(_rules, 1, new Input.Authority(true)).Later(_rules, 3)
            .Restart(_rules, 0, Store.Lost).Later(_rules, 8);
        world = world.Do(_rules, 1, new Input.Authority(false)).Drain(_rules)
            .Do(_rules, 0, new Input.Authority(true)).Later(_rules, 3);
        Assert.True(world[0].Acts);
        Sends(world, 0, _rules);
    }

    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst)]
    [InlineData(SoloPolicy.SafetyFirst)]
    public void The_fence_of_an_earlier_start_says_nothing_about_the_one_that_runs(SoloPolicy solo)
    {
        var rules = ReplicationSearch.Shipped(settings => settings with { Solo = solo });
        var world = ReplicationSearch.Synced(rules, default);
        var earlier = Fenced(world, 1);
        world = world.Crash(1).Restart(rules, 1, Store.Kept).Drain(rules);
        world = solo == SoloPolicy.SafetyFirst
            ? world.Do(rules, 0, earlier).Later(rules, 8)
            : world.Later(rules, 8);
        Assert.IsType<Standing.Synced>(((Role.Standby)world[1].State!.Role).Standing);

        // Alice hears late, or once more, that moon was off before it started.
        var config = rules.ConfigOf(world[0].Boot).Value;
        var next = SaReplication.Step(config, world[0].State!, Instant.Zero, earlier);
        Assert.Equal("the fence of another start of that member: refused", next.Reason.Rule);
        Assert.Equal(world[0].State, next.State);
        world = Lease(world.Do(rules, 0, earlier), 0, 4, rules).Checked();
        Assert.False(((Role.Active)world[0].State!.Role).IsSolo);
        world.Drain(rules).Checked();
    }

    [Fact]
    public void A_standby_takes_over_when_the_start_that_reigns_is_fenced_not_an_earlier_one()
    {
        var rules = ReplicationSearch.Shipped(
            settings => settings with { Solo = SoloPolicy.SafetyFirst });
        var world = ReplicationSearch.Synced(rules, default) with { Cut = 3 };
        world = world.Do(rules, 1, new Input.Authority(true));
        world = world.Do(rules, 1, new Input.FenceConfirmed(1, new(world[0].Boot.Id - 2)));
        Assert.False(world[1].Acts);
        Assert.True(world.Crash(0).Do(rules, 1, Fenced(world, 0))[1].Acts);
    }

    [Fact]
    public void A_fence_does_not_prove_that_nobody_reigned_while_a_member_slept()
    {
        // Alice sleeps; moon reigns, sends, and is switched off. That it is off, alice hears as she
        // wakes: she does not go on where she was.
        var world = ReplicationSearch.Synced(_rules, default);
        world = Sends(world, 0, _rules).Drain(_rules);
        world = world.With(0, world[0] with { Sleeps = true })
            .Pass(_rules).Pass(_rules).Pass(_rules).Do(_rules, 1, new Input.Authority(true));
        for (var i = 0; i < 3; i++)
        {
            world = Sends(world, 1, _rules).Pass(_rules);
        }

        world = (world.Crash(1) with { To1 = [] }).Wake(_rules, 0, clockFirst: true);
        Assert.IsType<Role.Proving>(world[0].State!.Role);

        world = world.Do(_rules, 0, Fenced(world, 1) with { IsOff = true });
        Assert.True(world[0].Acts);
        for (var i = 0; i < 6; i++)
        {
            world = Sends(world, 0, _rules).Pass(_rules);
        }
    }

    [Fact]
    public void Two_takeovers_by_members_that_did_not_hear_each_other_lead_to_different_numbers()
    {
        // Cut off from moon, alice reigns alone for long and stops; moon takes over with a jump
        // that is as long, and stops; alice takes over, and what she knew is new.
        var world = ReplicationSearch.Synced(_rules, default) with { Cut = 3 };
        world = Passes(world, 12).Do(_rules, 0, new Input.Authority(false))
            .Do(_rules, 1, new Input.Authority(true));
        world = SendsMany(Passes(world, 2), 1);
        world = world.Do(_rules, 1, new Input.Authority(false))
            .Do(_rules, 0, new Input.Authority(true));
        SendsMany(Passes(world, 2), 0);
    }

    [Fact]
    public void Who_slept_while_a_stale_member_took_over_sends_other_numbers()
    {
        var world = Sends(ReplicationSearch.Synced(_rules, default), 0, _rules).Drain(_rules);
        world = Passes(world.With(0, world[0] with { Sleeps = true }), 5)
            .Do(_rules, 1, new Input.Authority(true));
        world = SendsMany(Passes(world, 2), 1).Crash(1) with { To1 = [] };
        world = Passes(world.Wake(_rules, 0, clockFirst: true), 4);
        Assert.True(world[0].Acts);
        SendsMany(world, 0);
    }

    private ReplicationWorld Passes(ReplicationWorld world, int units)
    {
        for (var i = 0; i < units; i++)
        {
            world = world.Pass(_rules);
        }

        return world;
    }

    private ReplicationWorld SendsMany(ReplicationWorld world, int at)
    {
        Assert.True(world[at].Acts);
        for (var i = 0; i < 8; i++)
        {
            world = Sends(world, at, _rules).Pass(_rules);
        }

        return world;
    }

    private static Input.FenceConfirmed Fenced(ReplicationWorld world, int at) =>
        new(world[at].Boot.Member, new(world[at].Boot.Id));

    // Alice sends a packet in each of 16 units of time, and asks for leases as she needs them.
    private ReplicationWorld Travelled(ReplicationWorld world, Rules? rules = null)
    {
        rules ??= _rules;
        for (var i = 0; i < 16; i++)
        {
            world = Sends(world, 0, rules).Pass(rules);
            world = world.Cut == 0 ? world.Drain(rules) : world;
        }

        return world with { To2 = [] };
    }

    private ReplicationWorld TakesOver(ReplicationWorld world, int at, Rules? rules = null)
    {
        rules ??= _rules;
        world = (world with { Cut = 3 }).Crash(1 - at).Do(rules, at, new Input.Authority(true));
        for (var i = 0; i < 4; i++)
        {
            world = world.Pass(rules);
        }

        Assert.True(world[at].Acts);
        return Sends(world, at, rules);
    }

    // Whoever has an SA may use it: what it sends nobody has sent before.
    private ReplicationWorld Sends(ReplicationWorld world, int at, Rules rules)
    {
        if (world[at].State!.Replica.Sas.Children.Find(ReplicationWorld.Child.Value) is null)
        {
            return world;
        }

        world = world[at].Outbound.Left > 0
            ? world
            : Lease(world, at, world[at].Outbound.Taken, rules);
        for (var i = 0; i < 8 && world[at].Outbound.Left == 0; i++)
        {
            world = world.Cut == 0 && !world.IsQuiet ? world.Deliver(rules) : world.Pass(rules);
        }

        return world.SendPacket(at);
    }

    private ReplicationWorld Lease(
        ReplicationWorld world, int at, ulong from, Rules? rules = null) => world.Do(
        rules ?? _rules, at, new Input.Propose(
            7,
            [new Change.Leased(ReplicationWorld.Child, from + 2, world[at].Octets.Used + 4)],
            null, KeyHandle.None));
}
