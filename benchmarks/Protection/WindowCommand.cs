using System.Globalization;
using Holdfast.Benchmarks.Compare;
using Holdfast.Benchmarks.Protocol.AntiReplay;

namespace Holdfast.Benchmarks.Protection;

/// <summary>
/// The subcommand <c>window</c>: the anti-replay window alone by the processor time of the thread,
/// so that a busy machine says the same as a quiet one.
/// </summary>
internal static class WindowCommand
{
    private const double NanosecondsMax = 5;

    /// <summary>0, or 1 when <paramref name="check"/> is set and a bar is missed.</summary>
    internal static int Run(int cycles, bool check)
    {
        var heats = new List<Heat>();
        foreach (var size in (int[])[64, 1024, 65_536])
        {
            foreach (var extended in (bool[])[false, true])
            {
                var suite = new ReplayWindowSuite { Size = size, Extended = extended };
                suite.Setup();
                heats.Add(new(
                    string.Create(
                        CultureInfo.InvariantCulture, $"{size}, {(extended ? 64 : 32)} bits"),
                    ReplayWindowSuite.Numbers,
                    [
                        new("in order", Repeat(suite.InOrder)),
                        new("out of order", Repeat(suite.OutOfOrder)),
                        new("replayed", Repeat(suite.Replayed)),
                    ]));
            }
        }

        var cells = new Alternation(cycles, CpuClock.Thread).Run(heats);
        foreach (var cell in cells)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{cell.Row,-16} {cell.Parser,-14} {cell.Nanoseconds,6:F2} ns"
                + $"  {cell.Allocated,3:F0} B"));
        }

        Verdict[] verdicts =
        [
            new(
                "ns per number, the slowest row", NanosecondsMax,
                cells.Max(cell => cell.Nanoseconds)),
            new("octets allocated per number", 0, cells.Max(cell => cell.Allocated)),
        ];
        foreach (var verdict in verdicts)
            Console.WriteLine(Report.Line(verdict));
        return check && verdicts.Any(verdict => !verdict.Passed) ? 1 : 0;
    }

    private static Func<int, ulong> Repeat(Func<int> round) => rounds =>
    {
        var sum = 0UL;
        for (var i = 0; i < rounds; i++)
            sum += (uint)round();
        return sum;
    };
}
