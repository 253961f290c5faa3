using Holdfast.Benchmarks.Baselines;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Compare;

/// <summary>The subcommand <c>compare</c>: the in-memory table against C, in one process.</summary>
internal static class CompareCommand
{
    /// <summary>0, or 1 when <paramref name="check"/> is set and a bar is missed.</summary>
    internal static int Run(int cycles, bool peers, bool check, string? json)
    {
        Contestant[] contestants =
        [
            new NativeContestant("C -O3", Repository.Peer("libpeer")),
            new NativeContestant("C -O3 -march=native", Repository.Peer("libpeer-native")),
            new ManagedContestant<SpanParser>(),
            new ManagedContestant<RefParser>(),
            new ManagedContestant<GeneratedParser<ReadChain>>(),
            new ManagedContestant<GeneratedParser<VisitPayloads>>(),
        ];
        var text = json == "-" ? Console.Error : Console.Out;
        text.WriteLine(
            $"All parsers agree on {Agreement.Check(contestants):N0} packets, sound and mutated.");

        var sets = PacketRows.All.ToDictionary(row => row, row => new PacketSet(row.Frames));
        Heat Heat(PacketRow row)
        {
            var runners = contestants.Select(contestant => contestant.Over(sets[row])).ToList();
            if (peers)
                runners.Add(PacketDotNetRunner.Over(row));
            return new Heat(row.Name, row.Frames.Count, runners);
        }

        var cells = new Alternation(cycles, CpuClock.Thread).Run([.. PacketRows.All.Select(Heat)]);
        foreach (var set in sets.Values)
            set.Dispose();

        var verdicts = Bars.Judge(cells, ReadChain.Name, SpanParser.Name);
        Report.Print(text, cells, verdicts);
        if (json is not null)
            Report.WriteJson(json, cells, verdicts);
        return check && verdicts.Any(verdict => !verdict.Passed) ? 1 : 0;
    }
}
