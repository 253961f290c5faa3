using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>What a peer says to a cluster of two, and what becomes of it.</summary>
public sealed class Conversations
{
    [Fact]
    [Requirement("RFC3706-6.2-c")]
    public void Numbers_of_R_U_THEREs_go_on_at_the_member_that_takes_over()
    {
        var world = Running(IkeTraits.Version1 | IkeTraits.DeadPeerDetection);
        Worry(world, 0);
        Log(world, "alice: R-U-THERE 2");
        Worry(world, 0);
        Log(world, "alice: R-U-THERE 3");

        world.Crash(0);
        world.Run(10);
        world.ReadLog();
        Worry(world, 1);

        Log(world, "moon: R-U-THERE 4");
    }

    [Fact]
    public void A_peer_of_IKEv1_that_answers_no_R_U_THERE_is_dead_on_every_member()
    {
        var world = Running(IkeTraits.Version1 | IkeTraits.DeadPeerDetection);
        world.CarolLives = false;
        Worry(world, 0);
        world.Run(300);

        var lines = world.ReadLog().Split('\n');
        Assert.Equal(
            world[0]!.Config.Dpd.ProbesMax,
            lines.Count(line => line.StartsWith("alice: R-U-THERE ", StringComparison.Ordinal)));
        Assert.Equal(
            [
                "alice: withdraws 10.9.0.0/24", "alice: Release", "alice: PeerDied",
                "moon: Release",
            ],
            lines[^4..]);
        Assert.All(world.Running, host =>
        {
            Assert.True(host.State.Replication.Replica.Sas.HasNoSa);
            Assert.Empty(host.State.Sas);
        });
    }

    [Fact]
    public void The_peer_asks_whether_an_IKEv1_member_lives_and_is_answered_by_who_reigns()
    {
        var world = Running(IkeTraits.Version1 | IkeTraits.DeadPeerDetection);
        var asked = new Input.AtDpd(
            ClusterWorld.Carol, new DeadPeerDetection.Input.RUThere(700));
        world.Do(1, asked);
        Assert.Empty(world.ReadLog());

        world.Do(0, asked);
        Log(world, "alice: SendRUThereAck");
    }

    [Fact]
    public void IDs_that_a_peer_synchronises_are_facts_before_it_is_answered()
    {
        var world = Running(IkeTraits.MessageIdSync);
        world.Do(0, new Input.SyncAsked(ClusterWorld.Carol, 5, Send: 40, Receive: 3, null));

        // The standby has not heard of it: no answer.
        Assert.Empty(world.ReadLog());
        Assert.Single(world[0]!.State.Held);
        world.Settle();
        Log(world, "alice: Answer");

        Assert.All(world.Running, host =>
        {
            var ike = host.State.Replication.Replica.Sas.Ikes.Find(ClusterWorld.Carol.Key)!;
            Assert.Equal(40u, ike.NextExpected);
            Assert.Equal(40u, ike.SyncSeen);
        });
        Assert.Empty(world[0]!.State.Held);

        // What it said holds for requests, too.
        world.Do(0, new Input.AtMessageIds(
            ClusterWorld.Carol, new MessageIds.Input.Requested(40)));
        world.Settle();
        Log(world, "alice: response 40 to carol");
    }

    /// <summary>RFC 6311 §5.1: a request of the peer is seen before it is answered.</summary>
    [Fact]
    public void A_request_that_is_being_answered_counts_where_its_peer_synchronises()
    {
        var world = Running(IkeTraits.MessageIdSync);
        List<uint> told = [];
        world.OnOutput = (_, output) => told.AddRange(
            output is ClusterMember.Output.OfMessageIdSync(
                _, MessageIdSync.Output.Answer(_, _, _, var receive)) ? [receive] : []);
        world.Do(0, new Input.AtMessageIds(
            ClusterWorld.Carol, new MessageIds.Input.Requested(2)));
        foreach (var (nonce, send) in ((uint, uint)[])[(5, 2), (6, 3)])
        {
            // 2 is in use: a synchronisation that goes on there is a replay.
            world.Do(0, new Input.SyncAsked(ClusterWorld.Carol, nonce, send, 3, null));
        }

        world.Settle();
        Assert.Equal([3u], told);
    }

    [Fact]
    public void A_synchronisation_that_the_standby_never_hears_of_is_not_answered()
    {
        var world = Running(IkeTraits.MessageIdSync);
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Do(0, new Input.SyncAsked(ClusterWorld.Carol, 5, Send: 40, Receive: 3, null));
        world.Crash(0);
        world.Run(10);

        Assert.DoesNotContain("Answer", world.ReadLog(), StringComparison.Ordinal);
        Assert.NotEqual(
            40u,
            world[1]!.State.Replication.Replica.Sas.Ikes.Find(ClusterWorld.Carol.Key)!
                .NextExpected);
    }

    [Fact]
    [Requirement("RFC6311-5.1-a")]
    public void An_IKE_SA_that_both_halves_of_a_split_used_is_synchronised_with_the_peer_anew()
    {
        var world = Split(IkeTraits.MessageIdSync);

        Assert.Contains("moon: asks carol for IDs from ", world.ReadLog(), StringComparison.Ordinal);
        Assert.True(world[1]!.IsOpen ^ world[0]!.IsOpen);
    }

    [Fact]
    public void Without_synchronisation_an_IKE_SA_that_both_halves_used_is_made_anew()
    {
        var world = Split(IkeTraits.None);

        Assert.Contains(
            $"moon: {PacedWork.Work.Reestablish} {ClusterWorld.Carol}", world.ReadLog(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void An_IKE_SA_is_made_anew_whatever_handle_its_keys_have(ulong handle)
    {
        var world = Running(IkeTraits.MessageIdSync);
        var dave = new IkeSaId(new(0x5000), new(0x6000));
        world.Replicate(0, new SaReplication.Input.Propose(
            900,
            [
                new Change.IkeUp(new(
                    dave, new(handle), new("dave"u8), default, IkeTraits.None, 1, 1, 2, 2, [], [],
                    0, 0, [], default, default)),
            ],
            null, KeyHandle.None));
        world.Settle();
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Run(6);
        world.Crash(0);
        world.Run(10);

        Assert.Contains(
            $"moon: {PacedWork.Work.Reestablish} {dave}", world.ReadLog(),
            StringComparison.Ordinal);
    }

    /// <summary>Both members reign for a time, and both ask carol something.</summary>
    private static ClusterWorld Split(IkeTraits traits)
    {
        var world = Running(traits);
        world.Cuts.UnionWith(
        [
            ClusterWorld.Segment.Front, ClusterWorld.Segment.Back, ClusterWorld.Segment.Sync,
        ]);
        world.Run(8);
        Assert.All(world.Running, host => Assert.True(host.IsOpen));
        for (var member = 0; member < 2; member++)
        {
            world.Do(member, new Input.AtMessageIds(
                ClusterWorld.Carol, new MessageIds.Input.Wanted()));
        }

        world.Run(1);
        world.ReadLog();
        world.Cuts.Clear();
        world.Connect();
        world.Run(3);
        return world;
    }

    private static void Worry(ClusterWorld world, int member)
    {
        world.Run(world[member]!.Config.Dpd.WorryAfter.TotalSeconds + 1);
        world.Do(member, new Input.AtDpd(
            ClusterWorld.Carol, new DeadPeerDetection.Input.Outbound()));
        world.Settle();
    }

    private static ClusterWorld Running(IkeTraits traits)
    {
        var world = new ClusterWorld().Start(0).Start(1);
        world.Run(20);
        world.Establish(0, traits);
        world.Run(1);
        Assert.True(world[0]!.IsOpen);
        world.ReadLog();
        return world;
    }

    private static void Log(ClusterWorld world, string expected) =>
        Assert.Equal(expected, world.ReadLog(), ignoreLineEndingDifferences: true);
}
