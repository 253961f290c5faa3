using System.Buffers;
using System.Text.Json;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Phase = Holdfast.StateMachines.Composition.FailoverReport.Phase;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>What members report of takeovers, cause by cause, in words and as JSON.</summary>
public sealed class FailoverReportExamples
{
    [Fact]
    public void A_member_that_dies_falls_silent_and_nothing_but_time_is_lost()
    {
        var (world, reports) = Running();
        var died = world.Now;
        world.Crash(0);
        world.Run(10);

        var report = Assert.Single(ByMoon(reports));
        Assert.Equal(FailoverCause.Silence, report.Cause);
        Assert.Equal((new Epoch(9, 1), new Epoch(10, 2)), (report.Before, report.Epoch));
        Assert.True(report is { IsFenced: false, IsReleased: false, IsComplete: true });

        // Its last heartbeat was no older than the time between two.
        var detection = report.Phases[(int)Phase.Detection];
        Assert.InRange(died - detection.From!.Value, TimeSpan.Zero, Heartbeat);
        Assert.InRange(
            detection.Until!.Value - died, ClusterSettings.Hold - TimeSpan.FromSeconds(1),
            ClusterSettings.Hold);
        Text(
            reports,
            """
            moon took over in 10.2 from alice in 9.1
              cause      the active member fell silent
              knew       everything
              skipped    up to 100 sequence numbers of 1 CHILD SA, 0 message IDs
              exposed    up to 0 packets accepted twice
              lost       up to 50 packets refused, 0 IKE SAs and 0 CHILD SAs gone
              waiting    0 CHILD SAs for the peer
              detection       3 s
              promotion       0 ms
              synchronisation 0 ms
              routes          0 ms, 1 route
              first packet    0 ms
              nobody served for 3 s
              because    RFC 2281 §5.7: c, Active timer
              because    Holdfast: has the authority, and nobody reigns
              because    Holdfast: reigns
            """);
    }

    [Fact]
    public void A_drain_is_told_by_the_member_that_left()
    {
        var (world, reports) = Running();
        world.Do(0, new Input.AtDrain(new MemberDrain.Input.Leave()));
        world.Run(10);

        var report = Assert.Single(ByMoon(reports));
        Assert.Equal(FailoverCause.Resignation, report.Cause);
        Assert.True(report.IsReleased);
        var end = Assert.Single(reports.Ends);
        Assert.Equal((FailoverCause.Drain, 1), (end.Cause, end.RoutesWithdrawn));
        Assert.Equal(end.At, end.GivenUpAt);
        Assert.Equal(FailoverCause.Drain, reports.Whole(report).Cause);
        Assert.Equal(TimeSpan.Zero, report.Outage);
    }

    [Fact]
    public void A_lost_vote_is_told_by_the_member_that_lost_it()
    {
        var (world, reports) = Running();
        world.Replicate(0, new SaReplication.Input.LostVote());
        world.Run(10);

        var report = Assert.Single(ByMoon(reports));
        Assert.Equal(FailoverCause.Resignation, report.Cause);
        Assert.Equal(FailoverCause.Fence, reports.Whole(report).Cause);
        Assert.Equal(FailoverCause.Fence, reports.Ends[0].Cause);

        // The fence says nothing about priorities: the better member comes back.
        Assert.Equal(FailoverCause.Preemption, reports.Ends[1].Cause);
    }

    [Fact]
    public void A_fence_that_is_confirmed_before_the_first_hop_moves_is_the_cause()
    {
        var (world, reports) = Running();
        world.Crash(0);
        world.Replicate(1, new SaReplication.Input.FenceConfirmed(
            1, SaReplication.StartOf(world[1]!.State.Replication, 1), IsOff: true));
        world.Run(10);

        var report = Assert.Single(ByMoon(reports));
        Assert.Equal((FailoverCause.Fence, true), (report.Cause, report.IsFenced));
    }

    [Fact]
    public void A_lost_link_is_told_by_both_members_alike()
    {
        var (world, reports) = Running();
        world.Do(0, new Input.AtLinks(new LinkSelection.Input.Carrier(0, Works: false)));
        world.Run(5);

        var report = Assert.Single(ByMoon(reports));
        Assert.Equal(FailoverCause.LinkLoss, report.Cause);
        Assert.Equal(FailoverCause.LinkLoss, Assert.Single(reports.Ends).Cause);
        Assert.Equal("RFC 2281 §5.7: h, lower Hello from Active", $"{report.Why[0]}");
    }

    /// <summary>The access link of moon is the second of those that it tracks.</summary>
    [Fact]
    public void A_link_that_works_again_is_no_cause_whichever_it_is()
    {
        var (world, reports) = Running(self =>
        {
            var (front, back) = ClusterSettings.Of(self).Hsrp;
            Items<HsrpGroup.TrackedLink> links = [new("disk", 5), .. front.Links];
            return ClusterSettings.Of(self) with
            {
                Hsrp = new(front with { Links = links }, back with { Links = links }),
            };
        });
        world.Crash(0);
        world.Run(10);
        world.Do(1, new Input.AtLinks(new LinkSelection.Input.Carrier(0, Works: false)));
        Assert.Equal(2u, reports.Of(world[1]!).Seen.LinksDown);
        world.Do(1, new Input.AtLinks(new LinkSelection.Input.Carrier(0, Works: true)));
        Assert.Equal(0u, reports.Of(world[1]!).Seen.LinksDown);
        world.Start(0);
        world.Run(10);

        Assert.Equal(FailoverCause.Preemption, Assert.Single(reports.Ends).Cause);
    }

    /// <summary>Both sides are here since they came, however often that is said.</summary>
    [Fact]
    public void The_authority_is_here_since_it_came_first()
    {
        var config = ClusterMemberConfig.Of(ClusterSettings.Of(1));
        var state = FailoverReports.Initial;
        foreach (var (seconds, isHere, since) in new[]
        {
            (1, true, (int?)1), (2, true, 1), (3, false, null), (4, true, 4),
        })
        {
            var now = Instant.Zero + TimeSpan.FromSeconds(seconds);
            state = FailoverReports.After(config, state, new(
                now, new Input.Tick(), [],
                [
                    new(
                        0, null, ClusterMember.Part.Replication, 0,
                        new SaReplication.Input.Authority(isHere), new("Holdfast", "told")),
                ]));
            Assert.Equal(
                since is { } at ? Instant.Zero + TimeSpan.FromSeconds(at) : (Instant?)null,
                state.Seen.AuthorityAt);
        }
    }

    [Fact]
    public void A_better_member_that_comes_back_preempts()
    {
        var (world, reports) = Running();
        world.Crash(0);
        world.Run(10);
        world.Start(0);
        world.Run(10);

        Assert.Equal(
            [FailoverCause.Silence, FailoverCause.Preemption],
            reports.Closed.Select(report => report.Cause));
        Assert.Equal(FailoverCause.Preemption, reports.Whole(reports.Closed[1]).Cause);
    }

    [Fact]
    public void Whoever_begins_when_nobody_was_there_says_so()
    {
        var world = new ClusterWorld();
        var reports = new ClusterReports(world);
        world.Start(0).Run(10);

        var report = reports.Of(world[0]!).Report!;
        Assert.Equal((FailoverCause.Start, (Epoch?)null), (report.Cause, report.Before));
        Assert.Null(report.Outage);
        Assert.False(report.IsComplete);
    }

    [Fact]
    public void A_member_that_knew_too_little_tells_what_it_skipped_and_until_when()
    {
        var (world, reports) = Running();
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Run(6);
        world.Crash(0);
        world.Run(10);

        var report = Assert.Single(ByMoon(reports));
        Assert.Equal(StandingKind.Stale, report.Standing);

        // 2 was the next request; the peer agreed on 3.
        Assert.Equal(2UL, report.Skipped.MessageIds);
        var bounds = TakeoverBounds.Of(
            world[1]!.Config.Replication.Settings, report.Age, isSynced: false);
        Assert.Equal(bounds.SequenceSkipped, report.Skipped.SequenceNumbers);
        Assert.Equal(bounds.InboundLost, report.Lost.Packets);
    }

    [Fact]
    public void A_report_is_one_JSON_object()
    {
        var (world, reports) = Running();
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Run(6);
        world.Crash(0);
        world.Run(10);

        var report = reports.Closed[^1];
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            FailoverReportJson.Write(writer, world[1]!.Config, report);
        }

        using var document = JsonDocument.Parse(text.WrittenMemory);
        var root = document.RootElement;
        Assert.Equal(
            [
                "cluster", "to", "from", "cause", "fenced", "released", "standing", "age_seconds",
                "skipped", "exposed", "lost", "routes_added", "seconds", "outage_seconds",
                "complete", "over", "why",
            ],
            root.EnumerateObject().Select(field => field.Name));
        Assert.Equal("mars", root.GetProperty("cluster").GetString());
        Assert.Equal(
            """{"member":"moon","number":2,"reign":10}""", root.GetProperty("to").GetRawText());
        Assert.Equal(
            """{"member":"alice","number":1,"reign":9}""", root.GetProperty("from").GetRawText());
        Assert.Equal("silence", root.GetProperty("cause").GetString());
        Assert.Equal("stale", root.GetProperty("standing").GetString());
        Assert.Equal(report.Age.TotalSeconds, root.GetProperty("age_seconds").GetDouble());
        var skipped = report.Skipped.SequenceNumbers;
        Assert.Equal(
            $$"""{"sequence_numbers":{{skipped}},"message_ids":2,"child_sas":["""
            + $$"""{"spi":"01000301","through":{{report.Skipped.Children[0].Through}},"""
            + $$""" "at_most":{{skipped}}}]}""".TrimStart(),
            root.GetProperty("skipped").GetRawText());
        Assert.Equal(
            $$"""{"packets":{{report.Lost.Packets}},"ike_sas":0,"child_sas":0,"""
            + "\"child_sas_waiting\":0}",
            root.GetProperty("lost").GetRawText());
        Assert.Equal(
            ["detection", "promotion", "synchronisation", "routes", "first_packet"],
            root.GetProperty("seconds").EnumerateObject().Select(field => field.Name));
        Assert.All(report.Phases, phase => Assert.Equal(
            phase.Took!.Value.TotalSeconds,
            root.GetProperty("seconds").EnumerateObject().ElementAt((int)phase.Phase)
                .Value.GetDouble()));
        Assert.Equal(report.Why.Count, root.GetProperty("why").GetArrayLength());
    }

    private static TimeSpan Heartbeat { get; } = TimeSpan.FromMilliseconds(100);

    private static IEnumerable<FailoverReport> ByMoon(ClusterReports reports) =>
        reports.Closed.Where(report => report.Member == 2);

    private static (ClusterWorld World, ClusterReports Reports) Running(
        Func<byte, ClusterMemberConfig.Settings>? settings = null)
    {
        var world = new ClusterWorld(settings).Start(0).Start(1);
        var reports = new ClusterReports(world);
        world.Run(20);
        world.Establish(0);
        world.Run(1);
        return (world, reports);
    }

    private static void Text(ClusterReports reports, string expected)
    {
        var world = new ClusterWorld().Start(0);
        Assert.Equal(
            expected + "\n", FailoverReportText.Write(world[0]!.Config, reports.Closed[0]),
            ignoreLineEndingDifferences: true);
    }
}
