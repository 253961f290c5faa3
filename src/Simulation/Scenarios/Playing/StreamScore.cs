using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// A stream that comes in segments. Law: nothing breaks in the world; segments end where chance has
/// them end, and where a stream lies the peer does (<see cref="PlayedShell.Options"/>).
/// </summary>
/// <param name="world">The world.</param>
/// <param name="begins">When the trace begins in it.</param>
internal sealed class StreamScore(WorldPlan world, TimeSpan begins)
    : WordScore(world, begins, TimeSpan.FromSeconds(1))
{
    protected override void Happens(string what)
    {
        if (!what.EndsWith(" octets arrive", StringComparison.Ordinal)
            && what is not ("three messages" or "a frame of nothing at all" or "a frame too long"
                or "a frame shorter than its length field" or "no prefix"))
        {
            throw Unknown(what);
        }
    }
}
