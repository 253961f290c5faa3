using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;
using Phase = Holdfast.StateMachines.Composition.FailoverReport.Phase;
using State = Holdfast.StateMachines.Composition.ClusterMember.State;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// Counts takeovers by what becomes of boxes, states and traffic, and compares each report with it
/// in every step. Reports see inputs, outputs and reasons; this sees none of the reasons.
/// </summary>
internal sealed class FailoverGhost
{
    private readonly ClusterWorld _world;
    private readonly ClusterReports _reports;
    private readonly ClusterTraffic _traffic;
    private readonly Dictionary<ClusterWorld.Host, Box> _boxes = [];

    public FailoverGhost(ClusterWorld world, ClusterReports reports, ClusterTraffic traffic)
    {
        _world = world;
        _reports = reports;
        _traffic = traffic;
        world.OnOutput += OnOutput;
        world.OnStep += OnStep;
    }

    public int Takeovers { get; private set; }

    public int Synced { get; private set; }

    public int Stale { get; private set; }

    public int Completed { get; private set; }

    /// <summary>The most message IDs that a takeover has skipped.</summary>
    public ulong IdsSkipped { get; private set; }

    public ulong Skipped { get; private set; }

    public ulong AcceptedTwice { get; private set; }

    public ulong Refused { get; private set; }

    private sealed class Box
    {
        public Instant? BothSince { get; set; }

        public Takeover? Begun { get; set; }

        public Epoch? Reign { get; set; }

        public Epoch? Stopped { get; set; }

        public int Added { get; set; }

        public int Withdrawn { get; set; }

        public int Forgotten { get; set; }

        public uint? KnownRequest { get; set; }

        public ulong MessageIds { get; set; }

        public Instant? FirstPacket { get; set; }

        public bool IsClosed { get; set; } = true;
    }

    private void OnOutput(ClusterWorld.Host host, Output output)
    {
        var box = BoxOf(host);
        switch (output)
        {
            case Output.OfReplication(SaReplication.Output.Reign(var takeover)):
                (box.Begun, box.Reign, box.Added) = (takeover, takeover.Epoch, 0);
                break;
            case Output.OfReplication(SaReplication.Output.Resume(var epoch, _, _)):
                box.Reign = epoch;
                break;
            case Output.OfReplication(SaReplication.Output.Stop):
                (box.Stopped, box.Reign) = (box.Reign, null);
                break;
            case Output.OfRoutes(ReverseRouteInjection.Output.Add):
                box.Added++;
                break;
            case Output.OfRoutes(ReverseRouteInjection.Output.Withdraw):
                box.Withdrawn++;
                break;
            default:
                break;
        }
    }

    private void OnStep(ClusterWorld.Host host, State before, Input input)
    {
        var box = BoxOf(host);
        var since = box.BothSince;
        box.BothSince = host.Addresses.Count == 2 ? box.BothSince ?? _world.Now : null;
        var gone = before.Replication.Replica.Sas.Ikes.Count
            - host.State.Replication.Replica.Sas.Ikes.Count;
        if (gone > 0 && (box.Begun is not null || host.State.Replication.Replica.Index == 0))
        {
            box.Forgotten += gone;
        }

        if (box.Stopped is { } ended)
        {
            End(host, box, ended);
        }

        if (box.Begun is { } takeover)
        {
            Begin(host, box, takeover, (since ?? box.BothSince)!.Value);
        }
        else if (!box.IsClosed)
        {
            Follow(host, box, before, input);
        }

        (box.Begun, box.Stopped, box.Withdrawn) = (null, null, 0);
        if (_reports.Of(host) is { Report: { } report, Open: var open })
        {
            Compare(box, report, isOpen: open is not null);
        }
    }

    private void Begin(ClusterWorld.Host host, Box box, Takeover takeover, Instant since)
    {
        var report = _reports.Of(host).Report;
        Assert.NotNull(report);
        Assert.Equal(takeover.Epoch, report.Epoch);
        Assert.Equal(takeover.Standing, report.Standing);

        // Promotion begins when both addresses are here, or at the last sign after that.
        var detection = report.Phases[(int)Phase.Detection];
        Assert.Equal(
            Instant.Latest(since, detection.From ?? since),
            detection.Until);
        Assert.True(detection.From is null || detection.From <= _world.Now);
        Assert.Equal(_world.Now, report.Phases[(int)Phase.Promotion].Until);
        Assert.Equal(box.Added, report.RoutesAdded);

        // An IKE SA that waits for nothing, and has no message IDs, is made anew. Where the step
        // that began the reign ended it as well, only the plan is left to ask.
        var isOver = box.BothSince is null;
        var anew = isOver
            ? takeover.Ikes.Count(plan => plan.Action == IkeTakeover.Reestablish)
            : host.State.Sas.Count(sa => sa is
            {
                MessageIds: MessageIds.State.Standby,
                Sync: MessageIdSync.State.Idle,
                Liveness: LivenessCheck.State.Paused,
            });
        Assert.True(report.IsOver || !isOver);
        Assert.Equal(anew + box.Forgotten, report.Lost.IkeSas);
        box.Forgotten = 0;
        box.KnownRequest = Carol(host.State)?.NextRequest;
        (box.MessageIds, box.FirstPacket, box.IsClosed) = (0, null, isOver);
        Takeovers++;
        Synced += takeover.Standing == StandingKind.Synced ? 1 : 0;
        Stale += takeover.Standing == StandingKind.Stale ? 1 : 0;
    }

    private void Follow(ClusterWorld.Host host, Box box, State before, Input input)
    {
        var was = before.Sas.FirstOrDefault()?.MessageIds;
        var now = host.State.Sas.FirstOrDefault()?.MessageIds;
        if (was is MessageIds.State.Open && now is MessageIds.State.Standby)
        {
            box.KnownRequest = Carol(host.State)!.NextRequest;
        }

        if (was is MessageIds.State.Standby && now is MessageIds.State.Open
            && Carol(host.State) is { } ike)
        {
            box.MessageIds += ike.NextRequest - box.KnownRequest!.Value;
            box.FirstPacket ??= _world.Now;
        }

        // A member that has slept stops first, and hears nothing.
        var isProof = input switch
        {
            Input.AtLiveness(_, LivenessCheck.Input.Heard) =>
                before.Sas.Count > 0 && host.State.Sas.Count > 0,
            Input.AtMessageIds(_, MessageIds.Input.Answered(var id)) =>
                was is MessageIds.State.Open open && now is MessageIds.State.Open
                && open.Ours.Requests.Any(request => request.Id == id),
            _ => false,
        };
        if (isProof)
        {
            box.FirstPacket ??= _world.Now;
        }
    }

    private void End(ClusterWorld.Host host, Box box, Epoch ended)
    {
        var end = _reports.Of(host).End;
        Assert.NotNull(end);
        Assert.Equal(ended, end.Epoch);
        Assert.Equal(_world.Now, end.At);
        Assert.Equal(box.Withdrawn, end.RoutesWithdrawn);
        if (_reports.Of(host).Report is { } report && report.Epoch == ended && !box.IsClosed)
        {
            Assert.True(report.IsOver);
        }
    }

    private void Compare(Box box, FailoverReport report, bool isOpen)
    {
        for (var at = 0; at < report.Phases.Count; at++)
        {
            var phase = report.Phases[at];
            Assert.Equal((Phase)at, phase.Phase);
            Assert.False(phase.Took < TimeSpan.Zero, $"{phase} goes backwards");
            Assert.True(
                at == 0 || report.Phases[Math.Min(at, 2) - 1].Until == phase.From,
                $"{phase} does not follow");
        }

        if (!box.IsClosed)
        {
            Assert.Equal(box.MessageIds, report.Skipped.MessageIds);
            Assert.Equal(box.FirstPacket, report.Phases[(int)Phase.FirstPacket].Until);
            if (!isOpen)
            {
                box.IsClosed = true;
                Completed += report.IsComplete ? 1 : 0;
            }
        }

        IdsSkipped = Math.Max(IdsSkipped, report.Skipped.MessageIds);
        if (_traffic[report.Epoch] is { } count)
        {
            Assert.InRange(count.Skipped, 0UL, report.Skipped.SequenceNumbers);
            Assert.InRange(count.AcceptedTwice, 0UL, report.Exposed.Packets);
            Assert.InRange(count.Refused, 0UL, report.Lost.Packets);
            Skipped = Math.Max(Skipped, count.Skipped);
            AcceptedTwice = Math.Max(AcceptedTwice, count.AcceptedTwice);
            Refused = Math.Max(Refused, count.Refused);
        }
    }

    private static IkeSa? Carol(State state) =>
        state.Replication.Replica.Sas.Ikes.Find(ClusterWorld.Carol.Key);

    private Box BoxOf(ClusterWorld.Host host)
    {
        if (!_boxes.TryGetValue(host, out var box))
        {
            _boxes[host] = box = new();
        }

        return box;
    }
}
