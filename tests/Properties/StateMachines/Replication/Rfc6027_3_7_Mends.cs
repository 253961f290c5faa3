using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Config = Holdfast.StateMachines.Replication.SaReplication.Config;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;
using Standing = Holdfast.StateMachines.Replication.SaReplication.Standing;
using State = Holdfast.StateMachines.Replication.SaReplication.State;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.7: the mends of docs/adr/0012 that no search reaches, step by step. Each fails where
/// its mend is taken out.
/// </summary>
public sealed class Rfc6027_3_7_Mends
{
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    [Fact]
    public void A_time_slept_through_is_shorter_than_the_time_that_lets_a_member_go_on_alone()
    {
        var usual = new SaReplication.Settings();
        var longest = usual.SyncedFor - (2 * usual.Heartbeat);
        Assert.True(Config.TryCreate(usual with { HoldTime = longest }, out _, out _));
        Assert.False(
            Config.TryCreate(usual with { HoldTime = longest + Unit }, out _, out var error));
        Assert.Equal(nameof(usual.HoldTime), error.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_sleeps_through_its_promotion_does_not_reign_unasked(bool isPersisted)
    {
        var (config, state) = Moon(SoloPolicy.AvailabilityFirst);
        var silent = Instant.Zero + config.Settings.SilentAfter;
        var next = SaReplication.Step(config, state, silent, new Input.Authority(true));
        var reign = Assert.IsType<Role.Promoting>(next.State.Role).Reign;
        if (isPersisted)
        {
            // It cannot begin yet: another member knows more, and is asked for it.
            next = SaReplication.Step(config, next.State, silent, new Input.Received(
                1, new SyncMessage.Acknowledgement(
                    reign, new(9), 1, new(reign, 1_000), StandingKind.Synced, TimeSpan.Zero, 1,
                    1)));
            next = SaReplication.Step(
                config, next.State, silent, new Input.Persisted(reign.Epoch));
            Assert.True(Assert.IsType<Role.Promoting>(next.State.Role).IsPersisted);
        }

        var later = silent + config.Settings.GatherFor + config.Settings.HoldTime + Unit;
        next = SaReplication.Step(
            config, next.State, later,
            isPersisted ? new Input.Tick() : new Input.Persisted(reign.Epoch));
        Assert.DoesNotContain(next.Outputs, output => output is Output.Reign);
        Assert.False(next.State.Role is Role.Active);
        Assert.False(next.State.Role is Role.Promoting again && again.Reign == reign);
    }

    [Fact]
    public void A_first_hop_that_flaps_does_not_make_a_member_forget_the_fence()
    {
        var (config, state) = Moon(SoloPolicy.SafetyFirst);
        var ruler = ((Role.Standby)state.Role).Reign;
        state = After(config, state, new Input.Authority(true));
        Assert.IsType<Role.Standby>(state.Role);
        state = After(config, state, new Input.FenceConfirmed(1, ruler.Boot));
        Assert.IsType<Role.Promoting>(state.Role);

        state = After(config, state, new Input.Authority(false));
        Assert.IsType<Role.Standby>(state.Role);
        state = After(config, state, new Input.Authority(true));
        Assert.IsType<Role.Promoting>(state.Role);
    }

    [Theory]
    [InlineData(4_096)]
    [InlineData(1)]
    public void Who_was_sent_keys_holds_them_though_it_has_not_said_so(int tail)
    {
        // Alice reigns for the first time, and nobody holds keys. Moon starts and asks for the log,
        // or for a snapshot; what it says behind that is lost.
        var rules = ReplicationSearch.Shipped(settings => settings with
        {
            TailMax = tail,
            OpenMax = 1,
        });
        var world = new ReplicationWorld(
            [ClusterHost.New(1), ClusterHost.New(2)], [], [], default, 0, default, Ghost.None);
        world = world.Restart(rules, 0, Store.Kept).Drain(rules)
            .Do(rules, 0, new Input.Authority(true)).Later(rules, 2)
            .Do(rules, 0, Up()).Later(rules, 2);
        Assert.Single(world[0].State!.Replica.Sas.Children);
        Assert.False(ViewOf(world).Holds);

        world = world.Restart(rules, 1, Store.Kept);
        for (var i = 0; i < 64 && !HasKeys(world); i++)
        {
            // Acknowledgements of moon are lost; what it asks for arrives.
            world = world.IsQuiet ? world.Pass(rules)
                : world.To2.Count == 0 && world.To1[0].Value is SyncMessage.Acknowledgement
                { Last.Index: > 0 } ? world.Drop()
                : world.Deliver(rules);
        }

        Assert.True(HasKeys(world));
        Assert.True(ViewOf(world).Holds);
        world = world with { To1 = [], To2 = [], Cut = 3 };
        for (var reigns = 0; reigns < 12; reigns++)
        {
            world = world.Do(rules, 0, new Input.Authority(false))
                .Do(rules, 0, new Input.Authority(true)).Pass(rules).Pass(rules).Checked();
        }

        static bool HasKeys(ReplicationWorld world) =>
            world[1].State!.Replica.Sas.Children.Count > 0;

        static SaReplication.StandbyView ViewOf(ReplicationWorld world) =>
            ((Role.Active)world[0].State!.Role).Views[0];
    }

    [Fact]
    public void Who_asks_for_the_log_holds_its_keys_before_it_has_acknowledged_anything()
    {
        // Nobody holds the keys of alice. Of what moon says, its question arrives first.
        var rules = ReplicationSearch.Shipped();
        var world = new ReplicationWorld(
            [ClusterHost.New(1), ClusterHost.New(2)], [], [], default, 0, default, Ghost.None);
        world = world.Restart(rules, 0, Store.Kept).Drain(rules)
            .Do(rules, 0, new Input.Authority(true)).Later(rules, 2)
            .Do(rules, 0, Up()).Later(rules, 2);
        var (config, state) = (rules.ConfigOf(world[0].Boot).Value, world[0].State!);
        Assert.False(((Role.Active)state.Role).Views[0].Holds);

        var next = SaReplication.Step(config, state, Instant.Zero, new Input.Received(
            2, new SyncMessage.RepairAfter(state.Seen, default)));
        Assert.Contains(next.Outputs, output => output is Output.Send
        {
            To: 2,
            Message: SyncMessage.Fact fact,
        } && fact.Entry.Changes.Any(change => change is Change.ChildUp));
        Assert.True(((Role.Active)next.State.Role).Views[0].Holds);
    }

    [Fact]
    public void What_a_member_did_alone_is_told_until_it_has_arrived()
    {
        var (config, state) = Moon(SoloPolicy.AvailabilityFirst);
        var reign = ((Role.Standby)state.Role).Reign;
        var told = new SaReplication.Untold(
            [new(ReplicationWorld.Ike, 7)], [ReplicationWorld.Second], Term.None, 0);
        state = state with { Untold = told };

        // Told with the next heartbeat, once; and again when there is another connection.
        state = Hears(0, isTold: true);
        state = Hears(0, isTold: false);
        state = After(config, state, new Input.Connected(1));
        state = Hears(0, isTold: true);
        state = Hears(state.Untold!.Probe - 1, isTold: false);
        Assert.Equal(told.Contested, state.Untold!.Contested);

        // Whoever answers what was said behind it has it.
        state = Hears(state.Untold.Probe, isTold: false);
        Assert.Null(state.Untold);

        State Hears(ulong echo, bool isTold)
        {
            var next = SaReplication.Step(config, state, Instant.Zero, new Input.Received(
                1, new SyncMessage.Heartbeat(
                    reign, config.Settings.Start.Boot, state.Replica.Index, state.Replica.Index,
                    0, true, state.Spell, echo)));
            Assert.Equal(isTold, next.Outputs.Any(output => output is Output.Send
            {
                Message: SyncMessage.Orphans orphans,
            } && orphans.Contested == told.Contested && orphans.Children == told.Children));
            return next.State;
        }
    }

    [Fact]
    public void Who_reigns_itself_contests_what_it_did_alone()
    {
        var (config, state) = Moon(SoloPolicy.AvailabilityFirst);
        state = state with
        {
            Untold = new(
                [new(ReplicationWorld.Ike, 7)], [ReplicationWorld.Second], Term.None, 0),
        };
        var next = Promoted(config, state);
        Assert.Equal(7U, next.State.Replica.Sas.Ikes.Find(ReplicationWorld.Ike.Key)!.SyncSent);
        Assert.Contains(next.Outputs, output => output is Output.Contested contested
            && contested.Ike == ReplicationWorld.Ike
            && contested.Children.Contains(ReplicationWorld.Second));
        Assert.Null(next.State.Untold);
    }

    [Theory]
    [InlineData(0xBFFF, IkeTakeover.Resume, false, false)]
    [InlineData(0xC000, IkeTakeover.Resume, true, false)]
    [InlineData(0xFFFF, IkeTakeover.Resume, true, false)]
    [InlineData(0x10000, IkeTakeover.Reestablish, false, true)]
    public void An_IKE_SA_without_a_nonce_of_its_own_is_made_anew_and_rekeyed_before(
        uint reigns, IkeTakeover action, bool mustRekey, bool isSilent)
    {
        var (config, state) = Moon(SoloPolicy.AvailabilityFirst);
        var born = state.Replica.Sas.Ikes.First!.Born.Term.Epoch.Reign;
        state = state with
        {
            Seen = state.Seen with { Epoch = new(born + reigns - 1, 1) },
            ReignBound = uint.MaxValue,
        };
        var plan = Assert.Single(
            Promoted(config, state).Outputs.AsEnumerable().OfType<Output.Reign>()).Takeover;
        var ike = Assert.Single(plan.Ikes);
        Assert.Equal((reigns, action, mustRekey), (ike.NonceReign, ike.Action, ike.MustRekey));
        Assert.Equal(action == IkeTakeover.Reestablish ? 1 : 0, plan.Cost.Reestablished);
        Assert.Equal(isSilent, plan.Children[0].Action.HasFlag(ChildTakeover.SendNothing));
    }

    public static TheoryData<bool, bool, bool, bool> Reasons()
    {
        var all = new TheoryData<bool, bool, bool, bool>();
        for (var bits = 0; bits < 16; bits++)
        {
            all.Add((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
        }

        return all;
    }

    /// <summary>
    /// Numbers that are spent, numbers that are nonces (RFC 8750) and a reign that has no nonce:
    /// one reason is enough, and a second one takes nothing back.
    /// </summary>
    [Theory]
    [MemberData(nameof(Reasons))]
    public void A_CHILD_SA_sends_nothing_for_any_of_its_reasons(
        bool isSpent, bool isNonce, bool isBeyond, bool areOctetsSpent)
    {
        var (config, state) = Moon(SoloPolicy.AvailabilityFirst);
        var sas = state.Replica.Sas;
        var child = Assert.Single(sas.Children);
        child = child with
        {
            Traits = isNonce ? ChildTraits.ImplicitIv : ChildTraits.None,
            SentThrough = isSpent ? uint.MaxValue : 0,
            OctetsThrough = areOctetsSpent ? child.OctetsLast : 0,
        };
        state = state with
        {
            Replica = state.Replica with
            {
                Sas = sas with { Children = sas.Children.With(child) },
            },
            Seen = state.Seen with
            {
                Epoch = new(child.Born.Term.Epoch.Reign + (isBeyond ? 0xFFFFU : 0), 1),
            },
            ReignBound = uint.MaxValue,
        };
        var plan = Assert.Single(
            Promoted(config, state).Outputs.AsEnumerable().OfType<Output.Reign>()).Takeover;
        Assert.Equal(
            isSpent || isNonce || isBeyond || areOctetsSpent
                ? ChildTakeover.Rekey | ChildTakeover.SendNothing
                : ChildTakeover.Resume,
            plan.Children[0].Action);
    }

    /// <summary>Moon, synced, a moment after it has heard alice.</summary>
    private static (Config, State) Moon(SoloPolicy solo)
    {
        var rules = ReplicationSearch.Shipped(settings => settings with { Solo = solo });
        var world = ReplicationSearch.Synced(rules, default);
        var state = world[1].State!;
        Assert.IsType<Standing.Synced>(((Role.Standby)state.Role).Standing);
        return (rules.ConfigOf(world[1].Boot).Value, state);
    }

    // The first hop is here, alice is silent, and the epoch is in the store.
    private static Next<State, Output> Promoted(Config config, State state)
    {
        var silent = Instant.Zero + config.Settings.SilentAfter;
        var wants = SaReplication.Step(config, state, silent, new Input.Authority(true));
        return SaReplication.Step(
            config, wants.State, silent, new Input.Persisted(wants.State.Seen.Epoch));
    }

    private static State After(Config config, State state, Input input) =>
        SaReplication.Step(config, state, Instant.Zero, input).State;

    private static Input.Propose Up() => new(
        1,
        [
            new Change.IkeUp(ReplicationSearch.IkeOf()),
            new Change.ChildUp(
                ReplicationSearch.ChildOf(ReplicationWorld.Child, ulong.MaxValue)),
        ],
        null, KeyHandle.None);
}
