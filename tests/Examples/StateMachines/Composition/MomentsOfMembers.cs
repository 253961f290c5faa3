using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>What one step of a member does at the very moment at which it matters.</summary>
public sealed class MomentsOfMembers
{
    private static readonly IkeSaId Dave = new(new(0x103), new(0x204));

    /// <summary>A word of the successor that is as old as silence may be is none any more.
    /// </summary>
    [Fact]
    public void A_drain_believes_what_was_acknowledged_before_the_successor_fell_silent()
    {
        var world = new ClusterWorld().Start(0).Start(1);
        world.Run(20);
        var alice = world[0]!;
        var active = Assert.IsType<SaReplication.Role.Active>(alice.State.Replication.Role);
        var heard = Assert.Single(active.Views, one => one.Place == SaReplication.Place.InSync)
            .AckedAt;
        var silent = heard + alice.Config.Replication.Settings.SilentAfter;

        Assert.True(Yields(silent - TimeSpan.FromTicks(1)));
        Assert.False(Yields(silent));

        bool Yields(Instant now) => ClusterMember.Step(
            alice.Config, alice.State, now, new Input.AtDrain(new MemberDrain.Input.Leave()))
            .Outputs.AsEnumerable().Contains(new Output.OfDrain(new MemberDrain.Output.Yield()));
    }

    /// <summary>Where one check may run, the next one begins in the step that ends it.</summary>
    [Fact]
    public void Whoever_waits_for_a_check_has_its_turn_when_another_one_is_over()
    {
        var world = new ClusterWorld(self => ClusterSettings.Of(self) with
        {
            Checks = new() { AtOnceMax = 1 },
        }).Start(0).Start(1);
        world.Run(20);
        world.Establish(0, leased: 0);
        world.Replicate(0, new SaReplication.Input.Propose(
            77, [new Change.IkeUp(new(
                Dave, new(21), new("dave"u8), default, IkeTraits.MessageIdSync, 1, 1, 2, 2, [], [],
                0, 0, [], default, default))],
            null, KeyHandle.None));
        world.Settle();
        world.CarolLives = false;
        world.Run(15);

        // Both are to be asked, and whoever was first is.
        Send(ClusterWorld.Carol);
        Send(Dave);
        world.Settle();
        var (config, before) = (world[0]!.Config, world[0]!.State);
        Assert.Equal((1, 1), (before.Checks.Running, before.Checks.Waiting));
        var step = ClusterMember.Step(
            config, before, world.Now,
            new Input.AtMessageIds(ClusterWorld.Carol, new MessageIds.Input.Answered(2)));
        Assert.Equal((1, 0), (step.State.Checks.Running, step.State.Checks.Waiting));
        Assert.Equal(
            Dave, Assert.Single(step.Outputs.AsEnumerable().OfType<Output.SealCheck>()).Ike);

        void Send(IkeSaId ike) =>
            world.Do(0, new Input.AtLiveness(ike, new LivenessCheck.Input.Outbound()));
    }

    /// <summary>A link that came back is used once it was held long enough, though nothing else
    /// happens: twice as long where it had failed soon after it came.</summary>
    [Fact]
    public void A_link_that_is_held_is_used_when_its_time_is_over()
    {
        var world = new ClusterWorld(self => ClusterSettings.Of(self) with
        {
            Links = new()
            {
                Names = ["one", "two"],
                TrackedAs = "uplink",
                HoldDown = TimeSpan.FromSeconds(5),
            },
        }).Start(0);
        world.Run(1);
        Carrier(1, works: true);
        world.Run(6);
        Carrier(0, works: false);
        Carrier(0, works: true);
        var (config, before) = (world[0]!.Config, world[0]!.State);
        Assert.Equal(1, Used(before));

        var end = world.Now + TimeSpan.FromSeconds(10);
        Assert.Equal(1, Used(ClusterMember.Step(
            config, before, end - TimeSpan.FromTicks(1), new Input.Tick()).State));
        var step = ClusterMember.Step(config, before, end, new Input.Tick());
        Assert.Equal(0, Used(step.State));
        Assert.Contains(
            new Output.OfLinks(new LinkSelection.Output.Reroute(0)),
            step.Outputs.AsEnumerable());

        static int Used(ClusterMember.State state) => state.Links switch
        {
            LinkSelection.State.Preferred => 0,
            LinkSelection.State.Fallback(_, var over) => over,
            LinkSelection.State.Isolated => -1,
        };

        void Carrier(int link, bool works) =>
            world.Do(0, new Input.AtLinks(new LinkSelection.Input.Carrier(link, works)));
    }
}
