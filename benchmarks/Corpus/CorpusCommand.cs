namespace Holdfast.Benchmarks.Corpus;

/// <summary>The subcommand <c>corpus</c>: the corpus as pcap files, for peers in other processes.</summary>
internal static class CorpusCommand
{
    internal static int Run(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var row in PacketRows.All)
        {
            var path = Path.Combine(folder, $"{row.Name}.pcap");
            CaptureFile.Write(path, row.Frames, row.Frames.Count);
            Console.WriteLine(path);
        }

        return 0;
    }
}
