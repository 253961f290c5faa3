using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// A peer that is asked over one of two access links, a path that fails, and routes that go around
/// it. Law: what fails does so while nobody is asked, and just before somebody is.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="begins">When the trace begins in it.</param>
internal sealed class PathScore(WorldPlan world, TimeSpan begins)
    : WordScore(world, begins, TimeSpan.FromSeconds(1))
{
    private const string Member = "alice";
    private const string Peer = "carol";

    // Longer than it takes to find out, or routes to converge.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(90);

    private readonly TimeSpan _begins = begins;
    private bool _hasFailed;

    protected override void Happens(string what)
    {
        switch (what)
        {
            case "link 0 fails" or "link 1 fails" when !_hasFailed:
                // Links are alike there; here the one over which packets go is the first one.
                _hasFailed = true;
                Now = _begins;
                Add(new Fault.AccessDown(Member, World.Member(Member)!.Access[0]));
                Now += Settling;
                break;
            case "link 0 works again" or "link 1 works again":
                // It is back when all is mended.
                break;
            case "carol dies":
                Add(new Fault.Crash(Peer));
                Now += Settling;
                break;
            default:
                throw Unknown(what);
        }
    }
}
