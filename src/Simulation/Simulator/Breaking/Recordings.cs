using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Simulator;

/// <summary>What the attacker has heard: the newest frames of its segments.</summary>
internal sealed class Recordings(AttackerPlan plan)
{
    private readonly Queue<(string Segment, string From, Frame Frame)> _kept = new();

    public AttackerPlan Plan => plan;

    public void Record(LanPort port, Frame frame)
    {
        if (frame.Source != FrameSource.Box || !plan.Segments.Contains(port.Lan.Name))
        {
            return;
        }

        _kept.Enqueue((port.Lan.Name, port.Owner, frame));
        while (_kept.Count > plan.Keeps)
        {
            _kept.Dequeue();
        }
    }

    /// <summary>The newest frames of a kind, the oldest of them first.</summary>
    public List<Frame> Newest(MessageKind kind, string except, int count) =>
    [
        .. _kept.Where(one => Frame.IsOf(one.Frame.Kind, kind) && one.From != except)
            .Select(one => one.Frame).TakeLast(count),
    ];
}
