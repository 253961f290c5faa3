using System.Runtime;

namespace Holdfast.Benchmarks.Compare;

/// <summary>One cell of the table.</summary>
/// <param name="Row">Which packets.</param>
/// <param name="Parser">Who parsed them.</param>
/// <param name="Nanoseconds">Nanoseconds per packet, the median of all slots.</param>
/// <param name="Ratio">To the first parser of the row, see <see cref="Alternation"/>.</param>
/// <param name="Allocated">Octets that one packet allocates on the managed heap.</param>
internal sealed record Cell(
    string Row, string Parser, double Nanoseconds, double Ratio, double Allocated);

/// <summary>Something to be timed: does its work so many times and returns what it summed up.</summary>
internal sealed record Runner(string Parser, Func<int, ulong> Work);

/// <summary>Runners that are timed against each other; the first is the yardstick.</summary>
/// <param name="Row">The row of the table.</param>
/// <param name="Packets">Packets that a runner handles in one round.</param>
/// <param name="Runners">All do the same.</param>
internal sealed record Heat(string Row, int Packets, IReadOnlyList<Runner> Runners);

/// <summary>
/// Times runners against each other in one process, by processor time. Each in turn has a slot of a few milliseconds;
/// the turns go on for some hundred cycles. A machine that changes its speed every few seconds
/// changes it for all. The ratio is that of the medians within a block of cycles, and of these the
/// median over all blocks, so that no ratio has one speed above and another below the line.
/// </summary>
internal sealed class Alternation(int cycles, Func<TimeSpan> clock)
{
    internal const int MinimumCycles = 200;
    private const int BlockCycles = 20;
    private const int QuietPasses = 6;
    private const int WarmUpPassesMax = 60;
    private const int WarmUpPackets = 20_000;
    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(2);

    private readonly int _cycles = Math.Max(cycles, MinimumCycles);

    /// <summary>Times every heat, after all of them have warmed up.</summary>
    internal IReadOnlyList<Cell> Run(IReadOnlyList<Heat> heats)
    {
        WarmUp(heats);
        return [.. heats.SelectMany(Time)];
    }

    /// <summary>
    /// Lets tiered compilation settle on a profile that has seen every kind of packet equally often:
    /// each pass calls all runners in turn, then waits longer than the tiering delay of 100 ms, until
    /// no method has been compiled any more for some passes, however slow a busy machine compiles.
    /// </summary>
    private static void WarmUp(IReadOnlyList<Heat> heats)
    {
        var calls = Math.Clamp(WarmUpPackets / heats.Max(heat => heat.Packets), 5, 50);
        var quiet = 0;
        for (var pass = 0; pass < WarmUpPassesMax && quiet < QuietPasses; pass++)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            for (var call = 0; call < calls; call++)
            {
                foreach (var runner in heats.SelectMany(heat => heat.Runners))
                    runner.Work(1);
            }

            Thread.Sleep(150);
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
    }

    private IEnumerable<Cell> Time(Heat heat)
    {
        var runners = heat.Runners;
        var rounds = runners.Select(RoundsPerSlot).ToArray();
        var times = runners.Select(_ => new double[_cycles]).ToArray();
        for (var cycle = 0; cycle < _cycles; cycle++)
        {
            for (var turn = 0; turn < runners.Count; turn++)
            {
                var i = (cycle + turn) % runners.Count;
                var elapsed = Time(runners[i], rounds[i]);
                times[i][cycle] = elapsed.TotalNanoseconds / rounds[i] / heat.Packets;
            }
        }

        return runners.Select((runner, i) => new Cell(
            heat.Row, runner.Parser, Median(times[i]), Ratio(times[i], times[0]),
            Allocated(runner) / heat.Packets));
    }

    private static double Ratio(double[] times, double[] yardstick) => Median(
        times.Chunk(BlockCycles).Zip(
            yardstick.Chunk(BlockCycles), (a, b) => Median(a) / Median(b)));

    private int RoundsPerSlot(Runner runner)
    {
        var rounds = 1;
        while (Time(runner, rounds) < Slot / 2)
            rounds *= 2;
        var once = Enumerable.Range(0, 9).Min(_ => Time(runner, rounds)) / rounds;
        return Math.Max(1, (int)(Slot / once));
    }

    private TimeSpan Time(Runner runner, int rounds)
    {
        var start = clock();
        runner.Work(rounds);
        return clock() - start;
    }

    private static double Allocated(Runner runner)
    {
        const int rounds = 16;
        var before = GC.GetAllocatedBytesForCurrentThread();
        runner.Work(rounds);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / rounds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
