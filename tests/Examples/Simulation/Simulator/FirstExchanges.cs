using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>IKE_SA_INIT and IKE_AUTH by the shipped machines: how they end, and by which rule.
/// </summary>
public sealed class FirstExchanges
{
    [Fact]
    public void Who_has_another_key_is_refused_and_has_no_SA()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair, FaultPlan.None, options: new() { OtherKey = "carol" });

        Assert.NotNull(PlayedWorlds.When(
            run, "alice",
            "refuses carol: RFC 7296 §2.21.2: AUTHENTICATION_FAILED, whatever the reason is"));
        Assert.NotNull(PlayedWorlds.When(
            run, "carol",
            "gives up mars: RFC 7296 §2.21.2: the peer refuses us, and it is the peer who says "
                + "so"));
        Assert.DoesNotContain(
            run.Timeline, one => one.Says.Contains("CHILD SAs", StringComparison.Ordinal)
                && one.Says.StartsWith("has", StringComparison.Ordinal));
        Assert.Equal("Flows", PlayedWorlds.Broken(run));
        Assert.Equal(0, run.Measures.PacketsReceived);
    }

    [Fact]
    public void A_lost_answer_to_IKE_AUTH_is_said_again_and_one_SA_stands()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair,
            PlayedWorlds.Of((19.9, new Fault.Lose(new()
            {
                Kind = MessageKind.IkeAuth,
                To = "carol",
            }))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(
            PlayedWorlds.When(
                run, "carol",
                "asks again mars: RFC 7296 §2.1: no answer: the same octets again, after a longer "
                    + "wait")!.Value,
            21, 21.2);
        Assert.Single(
            run.Timeline,
            one => one.Who == "alice"
                && one.Says.EndsWith("CHILD SAs with carol", StringComparison.Ordinal));
        Assert.InRange(PlayedWorlds.When(run, "carol", "has 1 CHILD SAs")!.Value, 21, 21.2);
    }

    [Fact]
    public void A_doubled_IKE_SA_INIT_has_the_same_answer_and_one_SA_stands()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair,
            PlayedWorlds.Of((19.9, new Fault.Duplicate(
                new() { Kind = MessageKind.IkeInit, From = "carol" }, 1, TimeSpan.Zero))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(
            run, "alice",
            "answers again carol: RFC 7296 §2.1: a repeated request: the same octets again"));
        Assert.Single(
            run.Timeline,
            one => one.Who == "carol" && one.Says == "has 1 CHILD SAs");
    }

    [Fact]
    public void A_crash_between_the_two_exchanges_leaves_nothing_and_whoever_is_next_serves()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair,
            PlayedWorlds.Of(
                (19.9, new Fault.CrashAt("alice", CrashPoint.AfterSend, MessageKind.IkeInit)),
                (24, new Fault.Fence("alice"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(
            PlayedWorlds.When(
                run, "carol", "gives up mars: RFC 7296 §2.4: given up: keys are zeroed")!.Value,
            25, 25.2);
        Assert.Null(PlayedWorlds.When(run, "alice", "CHILD SAs with carol"));
        Assert.NotNull(PlayedWorlds.When(run, "moon", "has 1 CHILD SAs with carol"));
    }

    [Fact]
    public void What_IKE_AUTH_makes_is_one_CHILD_SA_and_the_others_follow_it()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair with { Sas = [PlayedWorlds.Pair.Sas[0] with { Count = 4 }] },
            FaultPlan.None);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(
            3,
            run.Timeline.Count(one => one.Who == "carol" && one.Says == "has a new CHILD SA"));
    }

    [Theory]
    [InlineData(CrashPoint.AfterReceive)]
    [InlineData(CrashPoint.BeforeCommit)]
    [InlineData(CrashPoint.AfterCommit)]
    [InlineData(CrashPoint.AfterReplicate)]
    [InlineData(CrashPoint.BeforeSend)]
    public void Those_that_follow_are_all_there_though_the_member_is_lost_among_them(
        CrashPoint point)
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair with { Sas = [PlayedWorlds.Pair.Sas[0] with { Count = 4 }] },
            PlayedWorlds.Of(
                (19.9, new Fault.CrashAt("alice", point, MessageKind.IkeChild)),
                (24, new Fault.Fence("alice")), (45, new Fault.Restart("alice"))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "moon", ", Synced, 4 CHILD SAs")
            ?? PlayedWorlds.When(run, "alice", ", Synced, 4 CHILD SAs"));
    }
}
