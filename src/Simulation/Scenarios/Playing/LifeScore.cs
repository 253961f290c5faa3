using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// What proves life falsely shows where life is not: the peer that the gateway is told of is dead.
/// Whoever is on the way has heard what it said, and says it again, or says something in the clear.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="begins">When the trace begins in it.</param>
internal sealed class LifeScore(WorldPlan world, TimeSpan begins)
    : WordScore(world, begins, TimeSpan.FromSeconds(1))
{
    private const string Member = "alice";
    private const string Peer = "carol";
    private const int Times = 45;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2);

    private bool _isDead;

    protected override void Happens(string what)
    {
        if (what == $"{Peer} crashes")
        {
            Dies();
        }
        else if (what.Contains(" is sent ", StringComparison.Ordinal))
        {
            Dies();
            for (var time = 0; time < Times; time++)
            {
                Add(
                    what.EndsWith("Unprotected", StringComparison.Ordinal)
                        ? new Fault.UnprotectedHint(Member, HintKind.LiveSign, 1, TimeSpan.Zero)
                        : new Fault.Replay(MessageKind.IkeLiveness, Member, 1_000));
                Now += Apart;
            }
        }
        else if (!what.EndsWith(" sends", StringComparison.Ordinal))
        {
            // Hosts send all the time.
            throw Unknown(what);
        }
    }

    private void Dies()
    {
        if (!_isDead)
        {
            _isDead = true;
            Add(new Fault.Crash(Peer));
        }
    }
}
