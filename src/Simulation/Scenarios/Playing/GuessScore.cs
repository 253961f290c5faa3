using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>Somebody guesses at the token of a peer, one guess after the other.</summary>
/// <param name="world">The world.</param>
/// <param name="begins">When the trace begins in it.</param>
internal sealed class GuessScore(WorldPlan world, TimeSpan begins)
    : WordScore(world, begins, TimeSpan.FromSeconds(1))
{
    private const int PerSecond = 100;

    // A burst is two guesses there and five here.
    private static readonly TimeSpan Two = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(100);

    /// <summary>What both ends and the token do comes of itself, or not at all.</summary>
    private static bool IsOfSides(string what) =>
        what is "a token of another SA comes" or "somebody wants to send" or "the SA ends"
        || what.StartsWith("the peer shows its token", StringComparison.Ordinal);

    protected override void Happens(string what)
    {
        if (what.StartsWith("somebody guesses", StringComparison.Ordinal))
        {
            Add(new Fault.UnprotectedHint("carol", HintKind.ForgedToken, PerSecond, Two));
            Now += Apart;
        }
        else if (!IsOfSides(what))
        {
            throw Unknown(what);
        }
    }
}
