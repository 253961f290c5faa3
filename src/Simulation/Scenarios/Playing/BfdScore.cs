using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Trace;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// A session of BFD between a member and the router of its access link: an end that dies, a
/// direction that is cut. The router does not die: nothing goes either way as long.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="begins">When the trace begins in it.</param>
internal sealed class BfdScore(WorldPlan world, TimeSpan begins)
    : WordScore(world, begins, TimeSpan.FromSeconds(1))
{
    // Longer than it takes to notice.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    private static LinkName Link => TraceWorlds.SessionLink;

    /// <summary>Where nothing breaks both begin anew, and the member is heard first.</summary>
    protected override void Begin()
    {
        if (!Rest.Any(one => one.Kind == EventKind.Fault))
        {
            Add(new Fault.LinkLoses(Link, LinkWay.In));
            Now += Settling;
            Add(new Fault.LinkUp(Link));
        }
    }

    protected override void Happens(string what)
    {
        Add(what switch
        {
            "alice dies" => new Fault.Crash(Link.Who),
            "alice returns" => new Fault.Restart(Link.Who),
            "carol dies" => new Fault.LinkLoses(Link, LinkWay.Both),
            "from alice to carol is cut" => new Fault.LinkLoses(Link, LinkWay.Out),
            "from carol to alice is cut" => new Fault.LinkLoses(Link, LinkWay.In),
            "carol returns" or "from alice to carol is whole" or "from carol to alice is whole" =>
                new Fault.LinkUp(Link),
            _ => throw Unknown(what),
        });
        Now += Settling;
    }
}
