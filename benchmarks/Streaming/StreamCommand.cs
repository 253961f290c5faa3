using Holdfast.Benchmarks.Baselines;
using Holdfast.Benchmarks.Compare;
using Holdfast.Benchmarks.Corpus;

namespace Holdfast.Benchmarks.Streaming;

/// <summary>The subcommand <c>stream</c>: a large pcap in the page cache, read and parsed.</summary>
internal static class StreamCommand
{
    internal const int Packets = 1 << 18;

    /// <summary>0, or 1 when <paramref name="check"/> is set and a bar is missed.</summary>
    internal static int Run(int packets, int cycles, bool check, string? json)
    {
        var path = Path.GetTempFileName();
        try
        {
            CaptureFile.Write(path, PacketRows.Mix.Frames, packets);
            var c = new NativeStream(Repository.Peer("libpeer"), path);
            Runner[] runners =
            [
                c.Blocks,
                c.Stdio,
                c.Map,
                new ManagedBlocks<SpanParser>(path).Runner,
                new ManagedBlocks<RefParser>(path).Runner,
                new CaptureStream(path).Runner,
            ];
            Agree(runners);
            var cells = new Alternation(cycles, CpuClock.Process).Run([new Heat("stream", packets, runners)]);
            var verdicts = Bars.JudgeStream(cells, CaptureStream.Name);
            Report.Print(json == "-" ? Console.Error : Console.Out, cells, verdicts);
            if (json is not null)
                Report.WriteJson(json, cells, verdicts);
            return check && verdicts.Any(verdict => !verdict.Passed) ? 1 : 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Agree(IReadOnlyList<Runner> runners)
    {
        var expected = runners[0].Work(1);
        foreach (var runner in runners)
        {
            if (runner.Work(1) != expected)
                throw new InvalidDataException($"{runner.Parser} reads something else.");
        }
    }
}
