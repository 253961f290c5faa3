namespace Holdfast.Tests;

/// <summary>
/// What a piece of work allocates on the managed heap each time it is done. It is done once so that
/// everything it needs is loaded, then measured several times, and the least is what it costs: what
/// the runtime allocates once (a type loaded late, a method compiled anew, a table that grows) is
/// in one round, and what the work allocates itself is in every round, the least one too.
/// </summary>
internal static class HeapCost
{
    /// <summary>Rounds that are measured.</summary>
    public const int Rounds = 5;

    /// <summary>How often the work is done: unmeasured at first, then in each round.</summary>
    public const int Times = 1 + Rounds;

    /// <summary>The least that a round allocates on this thread, in octets.</summary>
    /// <param name="work">The work, synchronous; the same each time it is called.</param>
    public static long Least(Action work)
    {
        work();
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
