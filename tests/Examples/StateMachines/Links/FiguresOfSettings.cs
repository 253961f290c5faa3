using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Links.TimingBudget;

namespace Holdfast.Tests.Examples.StateMachines.Links;

/// <summary>Which figures of a budget come from which configuration, and that no others do.
/// </summary>
public sealed class FiguresOfSettings
{
    /// <summary>Who waits for the state waits for nothing else, and who does not preempt does not
    /// wait.</summary>
    [Theory]
    [InlineData(false, false, null)]
    [InlineData(false, true, null)]
    [InlineData(true, false, 60)]
    [InlineData(true, true, null)]
    public void A_group_tells_its_times_and_the_delay_of_a_preemption_that_waits_for_nothing_else(
        bool preempts, bool whenSynced, int? seconds)
    {
        Assert.True(HsrpGroup.Config.TryCreate(
            new()
            {
                Address = HostAddress.Parse("10.0.0.1"),
                HelloTime = TimeSpan.FromSeconds(1),
                HoldTime = TimeSpan.FromSeconds(4),
                Preempt = preempts,
                PreemptDelay = TimeSpan.FromSeconds(preempts ? 60 : 0),
                PreemptWhenSynced = whenSynced,
            },
            out var group, out _));
        Tells(
            Figures.None.With(group), (Setting.HelloTime, 1), (Setting.HoldTime, 4),
            (Setting.PreemptDelay, seconds));
    }

    [Theory]
    [InlineData(SoloPolicy.AvailabilityFirst)]
    [InlineData(SoloPolicy.SafetyFirst)]
    public void Replication_tells_for_how_long_it_waits_where_it_goes_on_without_a_fence(
        SoloPolicy solo)
    {
        var config = SaReplication.Config.Create(new() { Solo = solo });
        Tells(
            Figures.None.With(config), (Setting.SyncedFor, 12), (Setting.SilentAfter, 0.25),
            (Setting.SoloAfter, solo == SoloPolicy.AvailabilityFirst
                ? config.SoloAfter.TotalSeconds : null));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 1)]
    public void Routes_tell_their_drain_and_links_their_hold_down_where_there_is_one(
        int seconds, int? told)
    {
        var time = TimeSpan.FromSeconds(seconds);
        Assert.True(ReverseRouteInjection.Config.TryCreate(
            new() { DrainFor = time }, out var routes, out _));
        Tells(Figures.None.With(routes), (Setting.DrainFor, told));
        Assert.True(LinkSelection.Config.TryCreate(
            new() { HoldDown = time }, out var links, out _));
        Tells(Figures.None.With(links), (Setting.LinkHoldDown, told));
    }

    [Fact]
    public void Sessions_and_queries_tell_when_they_give_up()
    {
        Assert.True(BfdSession.Config.TryCreate(
            new() { Discriminator = 1 }, out var bfd, out _));
        Tells(
            Figures.None.With(bfd),
            (Setting.RoutingDetection, bfd.DetectionTime.TotalSeconds));
        Assert.True(DeadPeerDetection.Config.TryCreate(new(), out var dpd, out _));
        Tells(
            Figures.None.With(dpd), (Setting.OwnQueries, dpd.LastAfterFirstQuery.TotalSeconds));
        Assert.True(LivenessCheck.Config.TryCreate(new(), out var check, out _));
        Tells(
            Figures.None.With(check), (Setting.OwnQueries, check.LastAfterFirstSend.TotalSeconds));
        foreach (var steadily in (bool[])[true, false])
        {
            Tells(
                Figures.None.WithPeer(dpd, steadily),
                (Setting.PeerQueries, dpd.DeathAfterFirstQuery.TotalSeconds),
                (Setting.PeerLastQuery, dpd.LastAfterFirstQuery.TotalSeconds),
                (Setting.PeerWorry, steadily ? dpd.WorryAfter.TotalSeconds : 0));
            Tells(
                Figures.None.WithPeer(check, steadily),
                (Setting.PeerQueries, check.FailureAfterFirstSend.TotalSeconds),
                (Setting.PeerLastQuery, check.LastAfterFirstSend.TotalSeconds),
                (Setting.PeerWorry, steadily ? check.IdleAfter.TotalSeconds : 0));
        }
    }

    [Fact]
    public void A_figure_is_taken_into_what_a_time_may_be()
    {
        var month = TimeSpan.FromDays(30);
        foreach (var (given, taken) in ((TimeSpan?, TimeSpan?)[])
            [
                (null, null), (TimeSpan.MinValue, TimeSpan.Zero),
                (TimeSpan.FromTicks(-1), TimeSpan.Zero), (TimeSpan.Zero, TimeSpan.Zero),
                (month, month), (month + TimeSpan.FromTicks(1), month),
                (TimeSpan.MaxValue, month),
            ])
        {
            Assert.Equal(taken, Figures.None.With(Setting.HoldTime, given)[Setting.HoldTime]);
        }
    }

    private static void Tells(Figures figures, params (Setting Setting, double? Seconds)[] told)
    {
        foreach (var setting in Enum.GetValues<Setting>())
        {
            var seconds = told.FirstOrDefault(one => one.Setting == setting).Seconds;
            Assert.Equal(
                told.Any(one => one.Setting == setting) ? seconds : null,
                figures[setting]?.TotalSeconds);
        }
    }
}
