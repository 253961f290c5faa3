using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>What a run costs: who serves, how long nobody or two do, and what hosts miss.</summary>
/// <param name="stage">The world.</param>
internal sealed class Serving(Stage stage)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    private readonly List<TimeSpan> _firstPackets = [];
    private readonly HashSet<MemberBox> _awaited = [];
    private readonly Dictionary<string, int> _open = [];
    private Instant _since;
    private Instant? _brokeAt;
    private TimeSpan _without;
    private TimeSpan _withTwo;
    private long _skipped;
    private int _takeovers;

    /// <summary>How many members of each gateway let traffic pass.</summary>
    public IReadOnlyDictionary<string, int> Open => _open;

    public int Rekeyed { get; set; }

    public int HalfOpen { get; set; }

    public int Reestablished { get; set; }

    public int SasLost { get; set; }

    public void OpenChanged()
    {
        var time = stage.Agenda.Now - _since;
        _without += _open.ContainsValue(0) ? time : TimeSpan.Zero;
        _withTwo += _open.Values.Any(open => open > 1) ? time : TimeSpan.Zero;
        _since = stage.Agenda.Now;
        foreach (var gateway in stage.Members.Values.GroupBy(box => box.Gateway.Name))
        {
            var open = gateway.Count(box => box.MayServe);
            if (open > 0 || _open.ContainsKey(gateway.Key))
            {
                _open[gateway.Key] = open;
            }
        }
    }

    /// <summary>Something breaks: a takeover may follow.</summary>
    public void Broke() => _brokeAt = stage.Agenda.Now;

    public void Reigns(MemberBox box, Takeover takeover, Func<Spi, ulong> highestSent)
    {
        stage.Tell(
            MomentKind.Role, box.Name,
            $"reigns in {takeover.Epoch}, {takeover.Standing}, "
                + $"{takeover.Children.Count} CHILD SAs");
        if (!_open.ContainsKey(box.Gateway.Name))
        {
            return;
        }

        _takeovers++;
        _awaited.RemoveWhere(other => other.Gateway == box.Gateway);
        if (takeover.Children.Count > 0)
        {
            _awaited.Add(box);
        }

        foreach (var plan in takeover.Children)
        {
            var highest = highestSent(plan.Inbound);
            _skipped += plan.Outbound.Taken > highest
                ? (long)Math.Min(plan.Outbound.Taken - highest, long.MaxValue / 4)
                : 0;
        }
    }

    public void FirstPacket(MemberBox box)
    {
        if (_awaited.Remove(box))
        {
            if (_brokeAt is { } broke)
            {
                _firstPackets.Add(stage.Agenda.Now - broke);
            }

            stage.Tell(MomentKind.Traffic, box.Name, "opens the first packet of its reign");
        }
    }

    public void Delivered(Flow flow, long number)
    {
        flow.Take(number, stage.Agenda.Now);
        if (flow.IsSilent)
        {
            flow.IsSilent = false;
            stage.Tell(
                MomentKind.Traffic, flow.To.Name, $"hears {flow.From.Name} again");
        }
    }

    /// <summary>Whether a flow has fallen silent is looked at as it sends.</summary>
    public void LookAt(Flow flow)
    {
        var now = stage.Agenda.Now;
        var interval = TimeSpan.FromTicks(
            TimeSpan.TicksPerSecond / flow.Plan.PacketsPerSecond);
        var most = Silence > 3 * interval ? Silence : 3 * interval;
        if (!flow.IsSilent && now - flow.LastReceived > most)
        {
            flow.IsSilent = true;
            stage.Tell(MomentKind.Traffic, flow.To.Name, $"hears nothing of {flow.From.Name}");
        }
    }

    public Measures Measures()
    {
        var end = stage.Agenda.Now;
        return new()
        {
            PacketsSent = stage.Flows.Sum(flow => flow.Sent),
            PacketsReceived = stage.Flows.Sum(flow => flow.Received),
            PacketsLost = stage.Flows.Sum(flow => Math.Max(
                0, flow.Sent - flow.Received - (flow.LastSent > flow.LastReceived ? 1 : 0))),
            SequenceSkipped = _skipped,
            WithoutActive = _without,
            WithTwoActive = _withTwo,
            Takeovers = _takeovers,
            TimesToFirstPacket = [.. _firstPackets],
            Reestablished = Reestablished,
            SasLost = SasLost,
            Rekeyed = Rekeyed,
            HalfOpenMost = HalfOpen,
            LongestGap = stage.Flows.Count == 0 ? TimeSpan.Zero : stage.Flows.Max(flow =>
                flow.Sent > 0 && end - flow.LastReceived > flow.LongestGap
                    ? end - flow.LastReceived
                    : flow.LongestGap),
        };
    }
}
