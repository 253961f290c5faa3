using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Segment = Holdfast.Tests.Properties.StateMachines.Composition.ClusterWorld.Segment;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// Histories of two members: messages of the first hop, of the sync channel and of the peer arrive,
/// are lost, doubled or late; members crash and start anew, segments are cut and healed, links go,
/// somebody drains, a fence or a vote speaks. Each step is looked at (<see cref="ClusterGhost"/>).
/// </summary>
public sealed class TwoMembers
{
    private const int Runs = 300;
    private const int Acts = 120;

    [Fact]
    public void Whatever_happens_each_box_is_active_as_a_whole_or_not_at_all() =>
        ForAll.Cases(Runs, Draw, acts =>
        {
            // In every other history the numbers of the CHILD SA are its nonces (RFC 8750).
            var world = Begin(
                ClusterMember.Machines.Shipped,
                acts.Count % 2 == 0 ? ChildTraits.None : ChildTraits.ImplicitIv);
            foreach (var act in acts)
            {
                Act(world, act);
            }
        });

    [Fact]
    public void After_the_last_fault_one_member_carries_the_traffic_and_the_other_one_is_synced() =>
        ForAll.Cases(Runs, Draw, acts =>
        {
            var world = Begin();
            foreach (var act in acts)
            {
                Act(world, act);
            }

            Heal(world);
            IsWhole(world);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_standby_that_is_given_up_before_it_hears_that_it_counts_is_synced_again(
        bool isSlept)
    {
        var world = GivenUp(ClusterMember.Machines.Shipped, isSlept);
        Heal(world);
        IsWhole(world);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_standby_that_takes_up_a_spell_that_was_given_up_is_seen(bool isSlept)
    {
        // As it was: only a synced standby notices that its spell is over.
        var machines = ClusterMember.Machines.Shipped with
        {
            Replication = (config, state, now, input) => SaReplication.Step(
                config, state, now,
                input is SaReplication.Input.Received
                {
                    Message: SyncMessage.Heartbeat { IsInSync: false } said,
                } received
                && state.Role is SaReplication.Role.Standby
                { Standing: not SaReplication.Standing.Synced }
                && said.Spell == state.Spell
                    ? received with { Message = said with { Spell = state.Spell - 1 } }
                    : input),
        };
        var world = GivenUp(machines, isSlept);
        Heal(world);
        var seen = Assert.Throws<Xunit.Sdk.TrueException>(() => IsWhole(world));
        Assert.Contains("Stale", seen.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// The first of the histories that left a standby stale, shrunk: alice leaves, moon reigns, and
    /// hears that alice has everything; before alice hears that she counts, both sleep longer than
    /// moon waits for her, or the sync channel loses everything for as long, while neither of them
    /// sleeps for its hold time, so that moon is still active at her first hop.
    /// </summary>
    private static ClusterWorld GivenUp(ClusterMember.Machines machines, bool isSlept)
    {
        var world = Begin(machines);
        world.Do(0, new Input.AtDrain(new MemberDrain.Input.Leave()));
        while (OfAlice(world)?.Place != SaReplication.Place.InSync)
        {
            world.Arrive(0);
        }

        var alice = world[0]!.State.Replication;
        Assert.Equal("Stale", SaReplication.PhaseOf(alice));
        Assert.Equal(alice.Spell, OfAlice(world)?.Spell);

        if (isSlept)
        {
            world.Sleep(5);
            return world;
        }

        world.Cuts.Add(Segment.Sync);
        var epoch = world.StoredBy(world[1]!);
        while (OfAlice(world)?.Place == SaReplication.Place.InSync)
        {
            world.OnTheWay.RemoveAll(said => said.Segment == Segment.Sync);
            world.Sleep(ClusterSettings.Hold.TotalSeconds / 2);
            world.Run(0);
        }

        Assert.True(world[1]!.IsOpen);
        Assert.Equal(epoch, world.StoredBy(world[1]!));
        return world;

        static SaReplication.StandbyView? OfAlice(ClusterWorld world) =>
            (world[1]!.State.Replication.Role as SaReplication.Role.Active)?.Views[0];
    }

    [Theory]
    [InlineData(SaReplication.Place.InSync, 0)]
    [InlineData(SaReplication.Place.Out, 1)]
    public void A_fence_that_is_confirmed_late_takes_no_later_start_for_off(
        SaReplication.Place place, int start)
    {
        var world = Begin();
        world.Crash(1);
        world.Start(1).Run(20);
        IsWhole(world);

        // Moon was switched off, and has started anew when alice hears that it was; of the start
        // that runs now alice may hear so too.
        BootId[] starts =
            [world.Crashed(1)!.Value, world[1]!.Config.Replication.Settings.Start.Boot];
        world.Replicate(0, new SaReplication.Input.FenceConfirmed(2, starts[start], IsOff: true));
        var alice = Assert.IsType<SaReplication.Role.Active>(world[0]!.State.Replication.Role);
        Assert.Equal(place, alice.Views[0].Place);

        world.Run(20);
        IsWhole(world);
    }

    // One member is active and carries the traffic; the other one is synced, and knows what there
    // is.
    internal static void IsWhole(ClusterWorld world)
    {
        var active = Assert.Single(world.Running, host => host.IsOpen);
        var standby = Assert.Single(world.Running, host => !host.IsOpen);
        var (reigns, follows) = (active.State.Replication, standby.State.Replication);
        Assert.True(
            SaReplication.PhaseOf(follows) == "Synced",
            $"{follows.Role}, spell {follows.Spell}, beside {reigns.Role}");
        Assert.Equal(reigns.Replica.Sas, follows.Replica.Sas);
        Assert.Equal(reigns.Replica.Sas.Children.Count, active.Routes.Count);
        Assert.Empty(standby.Routes);
    }

    private static Items<int> Draw(Choices choices) =>
        [.. Enumerable.Range(0, choices.Below(Acts)).Select(_ => choices.Below(1 << 16))];

    private static ClusterWorld Begin() => Begin(ClusterMember.Machines.Shipped);

    private static ClusterWorld Begin(
        ClusterMember.Machines machines, ChildTraits child = ChildTraits.None)
    {
        var world = new ClusterWorld { Machines = machines };
        _ = new ClusterGhost(world);
        world.Start(0).Start(1);
        world.Run(20);
        world.Establish(0, child: child);
        world.Run(1);
        return world;
    }

    /// <summary>The end of all faults, and a minute.</summary>
    internal static void Heal(ClusterWorld world)
    {
        world.Cuts.Clear();
        world.CarolLives = true;
        for (var member = 0; member < 2; member++)
        {
            if (world[member] is null)
            {
                world.Start(member);
            }

            world.Do(member, new Input.AtDrain(new MemberDrain.Input.Remain()));
            world.Do(member, new Input.AtLinks(new LinkSelection.Input.Carrier(0, Works: true)));
        }

        world.Connect();
        world.Run(60);
    }

    /// <summary>One act of a history.</summary>
    internal static void Act(ClusterWorld world, int drawn)
    {
        var member = (drawn >> 5) & 1;
        var some = drawn >> 6;
        switch (drawn & 31)
        {
            case < 12:
                if (world.OnTheWay.Count > 0)
                {
                    world.Arrive(0);
                }

                break;
            case 12 or 13:
                if (world.OnTheWay.Count > 0)
                {
                    world.Arrive(some % world.OnTheWay.Count);
                }

                break;
            case 14 or 15:
                // Segments lose and double; inside a member nothing is lost.
                if (world.OnTheWay.Count > 0
                    && world.OnTheWay[some % world.OnTheWay.Count] is { Segment: not null } said)
                {
                    if ((drawn & 1) == 0)
                    {
                        world.OnTheWay.Remove(said);
                    }
                    else
                    {
                        world.OnTheWay.Add(said);
                    }
                }

                break;
            case < 20:
                world.Pass();
                break;
            case 20:
                world.Run(some % 8);
                break;
            case 21:
                world.Sleep(some % 8);
                break;
            default:
                Fault(world, drawn & 31, member, some);
                break;
        }
    }

    private static void Fault(ClusterWorld world, int fault, int member, int some)
    {
        switch (fault)
        {
            case 22 when world[member] is not null:
                world.Crash(member);
                break;
            case 22 or 23 when world[member] is null:
                world.Start(member);
                break;
            case 24 or 25:
                var segment = (Segment)(some % 4);
                if (!world.Cuts.Remove(segment))
                {
                    world.Cuts.Add(segment);
                }
                else if (segment == Segment.Sync)
                {
                    world.Connect();
                }

                break;
            case 26:
                world.Do(member, new Input.AtLinks(
                    new LinkSelection.Input.Carrier(0, Works: some % 2 == 0)));
                break;
            case 27:
                world.Do(member, new Input.AtDrain(
                    some % 2 == 0
                        ? new MemberDrain.Input.Leave()
                        : new MemberDrain.Input.Remain()));
                break;
            case 28:
                world.CarolLives = !world.CarolLives;
                break;
            case 29:
                world.Establish(member);
                break;
            case 30:
                world.Lease(member, 100 + (ulong)some);
                break;
            case 31 when some % 3 == 0:
                world.Replicate(member, new SaReplication.Input.LostVote());
                break;
            case 31 when world.Crashed(1 - member) is { } start:
                // A fence is confirmed before its member starts anew, or behind that.
                world.Replicate(member, new SaReplication.Input.FenceConfirmed(
                    (byte)(2 - member), start, IsOff: some % 2 == 0));
                break;
            default:
                break;
        }
    }
}
