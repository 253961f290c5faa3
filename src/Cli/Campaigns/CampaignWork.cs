using System.Diagnostics;
using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Cli.Campaigns;

/// <summary>
/// Plays the seeds that are missing, several at a time, and hands them on in their order: what is
/// found does not depend on how many work.
/// </summary>
internal static class CampaignWork
{
    /// <summary>Plays seeds.</summary>
    /// <param name="world">The world.</param>
    /// <param name="play">How one is played.</param>
    /// <param name="seeds">Which are missing, in their order.</param>
    /// <param name="threads">How many are played at a time.</param>
    /// <param name="found">Gets each seed, in its order, and when so much time has passed.</param>
    /// <param name="cancellation">Ends it behind the seeds that are being played.</param>
    public static async Task RunAsync(
        WorldPlan world, PlaySeed play, IEnumerable<ulong> seeds, int threads,
        Action<SeedRecord, TimeSpan> found, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var running = new Queue<Task<SeedRecord>>();
        using var next = seeds.GetEnumerator();
        var isMore = true;
        while (isMore || running.Count > 0)
        {
            while (isMore && running.Count < threads)
            {
                isMore = !cancellation.IsCancellationRequested && next.MoveNext();
                if (isMore)
                {
                    var seed = next.Current;
                    running.Enqueue(Task.Run(
                        () => SeedRecord.Of(world, seed, play), CancellationToken.None));
                }
            }

            if (running.TryDequeue(out var first))
            {
                found(await first.ConfigureAwait(false), watch.Elapsed);
            }
        }
    }
}
