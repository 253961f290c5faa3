using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using Instant = Holdfast.StateMachines.Instant;
using Place = Holdfast.StateMachines.Replication.SaReplication.Place;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;
using Standing = Holdfast.StateMachines.Replication.SaReplication.Standing;
using State = Holdfast.StateMachines.Replication.SaReplication.State;

namespace Holdfast.Tests.Examples.StateMachines.Qcd;

/// <summary>RFC 6290 §9.2: who may say that no member has an IKE SA.</summary>
public sealed class LiveSpiRows
{
    private static readonly SaReplication.Config Config =
        SaReplication.Config.Create(new() { Members = [1, 2, 3] });

    private static readonly IkeSaId Ours = new(new(0x9900), new SpiPartition(1).Make(0x5500UL));
    private static readonly IkeSaId Theirs = new(new(0x9900), new SpiPartition(2).Make(0x5500UL));
    private static readonly LiveSpis.Barrier Barrier = new(7, Instant.Zero);

    [Fact]
    [Requirement("RFC6290-9.2-c")]
    public void Of_an_active_member_all_others_must_have_followed_since_the_question()
    {
        var state = Active(View(2, Place.InSync, 7), View(3, Place.InSync, 8));
        Assert.Equal(SpiKnowledge.Dead, Of(state));
        Assert.Equal(SpiKnowledge.Live, Of(state, isHere: true));
        Assert.Equal(SpiKnowledge.Uncertain, Of(state, isWithoutBarrier: true));
        Assert.Equal(
            SpiKnowledge.Uncertain, Of(state, now: Instant.Zero + Config.Settings.SilentAfter));
        Assert.Equal(SpiKnowledge.Uncertain, Of(state with { HasAuthority = false }));
        Assert.Equal(
            SpiKnowledge.Uncertain,
            Of(Active(View(2, Place.InSync, 6), View(3, Place.InSync, 8))));
    }

    [Fact]
    [Requirement("RFC6290-9.2-c")]
    public void A_member_that_is_not_heard_leaves_it_uncertain_unless_it_is_off()
    {
        var state = Active(View(2, Place.InSync, 7), View(3, Place.Out, 9));
        Assert.Equal(SpiKnowledge.Uncertain, Of(state));
        Assert.Equal(SpiKnowledge.Dead, Of(state, down: [3]));
        Assert.Equal(SpiKnowledge.Uncertain, Of(Active(View(2, Place.InSync, 7))));

        // Alone after a crash of all: certain only once the others are known to be off.
        Assert.Equal(SpiKnowledge.Uncertain, Of(Active(), down: [2]));
        Assert.Equal(SpiKnowledge.Dead, Of(Active(), down: [2, 3], isWithoutBarrier: true));
    }

    [Fact]
    [Requirement("RFC6290-9.2-c")]
    public void A_synced_standby_knows_all_but_what_another_member_is_setting_up()
    {
        var synced = Standby(new Standing.Synced(Instant.Zero));
        Assert.Equal(SpiKnowledge.Dead, Of(synced, Ours));
        Assert.Equal(SpiKnowledge.Uncertain, Of(synced, Theirs));
        Assert.Equal(SpiKnowledge.Uncertain, Of(synced, new(Theirs.Responder, new(0x9900))));
        Assert.Equal(SpiKnowledge.Dead, Of(synced, Theirs, down: [2]));
        Assert.Equal(
            SpiKnowledge.Uncertain,
            Of(synced, Ours, now: Instant.Zero + Config.Settings.SyncedFor));
        Assert.Equal(
            SpiKnowledge.Uncertain, Of(Standby(new Standing.Stale(Instant.Zero)), Ours));
        Assert.Equal(SpiKnowledge.Uncertain, Of(Standby(new Standing.Empty()), Ours));
    }

    [Fact]
    public void Of_several_groups_one_that_has_it_decides_and_all_must_be_certain()
    {
        Assert.Equal(
            SpiKnowledge.Live,
            LiveSpis.Of([SpiKnowledge.Dead, SpiKnowledge.Uncertain, SpiKnowledge.Live]));
        Assert.Equal(
            SpiKnowledge.Uncertain, LiveSpis.Of([SpiKnowledge.Dead, SpiKnowledge.Uncertain]));
        Assert.Equal(SpiKnowledge.Dead, LiveSpis.Of([SpiKnowledge.Dead, SpiKnowledge.Dead]));
        Assert.Equal(SpiKnowledge.Uncertain, LiveSpis.Of([]));
    }

    [Fact]
    public void A_barrier_is_the_entry_that_comes_next()
    {
        var state = SaReplication.Initial(Config, Instant.Zero);
        Assert.Equal(
            new LiveSpis.Barrier(1, new Instant(5)),
            LiveSpis.Barrier.After(state, new Instant(5)));
    }

    private static SpiKnowledge Of(
        State state, IkeSaId? sa = null, bool isHere = false, Instant now = default,
        bool isWithoutBarrier = false, Items<byte> down = default) => LiveSpis.Of(
            Config, state, now, sa ?? Ours, isHere, isWithoutBarrier ? null : Barrier, down);

    private static State Active(params SaReplication.StandbyView[] views) =>
        SaReplication.Initial(Config, Instant.Zero) with
        {
            HasAuthority = true,
            Role = new Role.Active(
                Term.None, 0, [.. views], [], [], Instant.Zero, 0, Instant.Zero),
        };

    private static State Standby(Standing standing) =>
        SaReplication.Initial(Config, Instant.Zero) with
        {
            Role = new Role.Standby(Term.None, Instant.Zero, false, [], standing),
        };

    private static SaReplication.StandbyView View(byte member, Place place, ulong match) =>
        new(member, default, place, 1, match, true, true, Instant.Zero, 1, null);
}
