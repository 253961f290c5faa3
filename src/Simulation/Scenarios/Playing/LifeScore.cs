using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// What proves life falsely shows where life is not: the peer that the gateway is told of is dead.
/// Whoever is on the way says something in the clear, or keeps what the peer has said until then.
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

    // Until its turn the peer asks; then it is asked, every ten seconds.
    private static readonly TimeSpan Asking = TimeSpan.FromSeconds(22);
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lives = TimeSpan.FromSeconds(20);

    private bool _isDead;

    protected override void Happens(string what)
    {
        if (what == $"{Peer} crashes")
        {
            if (!Rest.Any(one => IsKept(one.What)))
            {
                Dies();
            }
        }
        else if (what.EndsWith(" is sent Unprotected", StringComparison.Ordinal))
        {
            Dies();
            for (var time = 0; time < Times; time++)
            {
                Add(new Fault.UnprotectedHint(Member, HintKind.LiveSign, 1, TimeSpan.Zero));
                Now += Apart;
            }
        }
        else if (what.EndsWith(" is sent OtherSa", StringComparison.Ordinal))
        {
            // An SA is found by its cookies: nothing of another one comes to this one.
            Dies();
        }
        else if (IsKept(what))
        {
            Now = IsQuestion(what) ? Asking : Now;
            Keeps();
        }
        else if (!what.EndsWith(" sends", StringComparison.Ordinal))
        {
            // Hosts send all the time.
            throw Unknown(what);
        }
    }

    private static bool IsKept(string what) =>
        IsQuestion(what) || what.Contains(" is sent Ack", StringComparison.Ordinal);

    private static bool IsQuestion(string what) =>
        what.EndsWith("Question", StringComparison.Ordinal);

    /// <summary>What the peer says next comes when it has said more, and is dead.</summary>
    private void Keeps()
    {
        Add(new Fault.Delay(
            new() { Kind = MessageKind.IkeLiveness, From = Peer }, KeptFor, KeptFor));
        Now += Lives;
        Dies();
        Now += KeptFor;
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
