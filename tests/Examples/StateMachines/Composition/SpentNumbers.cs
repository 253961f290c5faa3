using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>What a member does where something of which it has so many comes to its end.</summary>
public sealed class SpentNumbers
{
    [Theory]
    [InlineData(0xffff_0000 - 2, false)]
    [InlineData(0xffff_0000 - 1, true)]
    public void An_IKE_SA_whose_message_IDs_come_to_an_end_is_rekeyed(uint next, bool isRekeyed)
    {
        var world = Nearly(next);
        world.Do(0, new Input.AtMessageIds(ClusterWorld.Carol, new MessageIds.Input.Wanted()));
        world.Run(1);
        Assert.Equal(
            isRekeyed,
            world.ReadLog().Contains($"alice: RekeyIkeSa {ClusterWorld.Carol}\n"));
    }

    [Fact]
    public void A_rekey_that_comes_to_nothing_as_often_as_may_be_is_given_up()
    {
        var world = Nearly(0xffff_0000 - 1);
        List<ClusterMember.Output> given = [];
        world.OnOutput = (_, output) =>
            given.AddRange(output is ClusterMember.Output.WorkGivenUp ? [output] : []);
        world.Do(0, new Input.AtMessageIds(ClusterWorld.Carol, new MessageIds.Input.Wanted()));
        for (var tries = 1; tries <= 3; tries++)
        {
            Assert.Empty(given);
            world.Do(0, new Input.WorkEnded(
                PacedWork.Work.RekeyIkeSa, ClusterWorld.Carol, null, IsDone: false));
        }

        Assert.Equal(
            [
                new ClusterMember.Output.WorkGivenUp(
                    PacedWork.Work.RekeyIkeSa, ClusterWorld.Carol, null),
            ],
            given);
    }

    [Fact]
    public void A_way_is_of_no_use_where_it_goes_through_the_hub_and_its_quiet_time_is_over()
    {
        var settings = ClusterSettings.WithAll(1);
        var config = ClusterMemberConfig.Of(settings);
        var nhrp = NhrpMachines.Initial(config, Instant.Zero)!;
        var now = Instant.FromMilliseconds(5_000);
        var tick = TimeSpan.FromTicks(1);
        Assert.Null(nhrp.Idle(now));
        foreach (var (state, isIdle) in ((NhrpShortcut.State, bool)[])
        [
            (new NhrpShortcut.State.ViaHub(1, null), true),
            (new NhrpShortcut.State.ViaHub(1, now - tick), true),
            (new NhrpShortcut.State.ViaHub(1, now), true),
            (new NhrpShortcut.State.ViaHub(1, now + tick), false),
            (new NhrpShortcut.State.Resolving(1, 1, now), false),
        ])
        {
            var way = new NhrpMachines.Way(HostAddress.Parse("10.9.0.1"), 1, state);
            Assert.Equal(isIdle ? way : null, nhrp.With(config.NhrpShortcut!, way).Idle(now));
        }
    }

    /// <summary>An IKE SA that has used nearly all its message IDs.</summary>
    private static ClusterWorld Nearly(uint next)
    {
        var world = new ClusterWorld().Start(0).Start(1);
        world.Run(20);
        world.Replicate(0, new SaReplication.Input.Propose(
            99,
            [
                new Change.IkeUp(new(
                    ClusterWorld.Carol, new(11), new("carol"u8), default, IkeTraits.None, 1, 1,
                    next, 2, [], [], 0, 0, [], default, default)),
            ],
            null, KeyHandle.None));
        world.Run(1);
        world.ReadLog();
        return world;
    }
}
