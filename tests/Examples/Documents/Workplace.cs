using System.Buffers;
using System.Text.RegularExpressions;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Worlds;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>A folder with the files that commands of the pages name, as if one stood in it.
/// </summary>
internal sealed partial class Workplace : IDisposable
{
    private const string Recording = "k-v2-tunnel-aes128gcm16";
    private const int Shards = 8;

    private readonly Folder _folder = new();

    public Workplace()
    {
        Directory.CreateDirectory(_folder.Path);
        foreach (var file in Directory.GetFiles(ToolRun.File("samples/clusters"))
            .Concat(Directory.GetFiles(ToolRun.File("tests/Examples/Cli/Journals")))
            .Where(file => !file.EndsWith(".cs", StringComparison.Ordinal)))
        {
            File.Copy(file, In(Path.GetFileName(file)));
        }

        File.Copy(ToolRun.File($"tests/captures/lab/{Recording}.pcap"), In("esp.pcap"));
        File.Copy(ToolRun.File($"tests/captures/lab/keys/{Recording}.json"), In("keys.json"));
        var world = new ArrayBufferWriter<byte>();
        WorldScenarioJson.Write(world, new(
            Topologies.StatefulPair with
            {
                HealAt = TimeSpan.FromSeconds(26),
                Duration = TimeSpan.FromSeconds(30),
                Oracles = ["I1a"],
            },
            FaultPlan.None));
        File.WriteAllBytes(In("world.json"), world.WrittenSpan);
        File.WriteAllBytes(In("my.scenario.json"), world.WrittenSpan);
    }

    /// <summary>Runs a command of the tool; what it would write where it stands lies in here.
    /// </summary>
    public async Task<ToolRun> Run(string command)
    {
        if (command.Contains("shard-*", StringComparison.Ordinal))
        {
            await PlayShards();
        }

        var words = CommandLine.Words(command)[1..];
        var to = Array.IndexOf(words, ">");
        var run = await ToolRun.Of([
            .. (to < 0 ? words : words[..to]).SelectMany(Meant),
            .. (string[])(words[0] == "prove" ? ["--traces", _folder.Path]
                : words[0] == "campaign" && words[1] != "merge" ? ["--failures", _folder.Path]
                : []),
        ]);
        if (to >= 0)
        {
            File.WriteAllText(In(words[to + 1]), run.Output);
        }

        return run;
    }

    /// <summary>A file of this folder.</summary>
    public string In(string file) => Path.Combine(_folder.Path, file);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private async Task PlayShards()
    {
        for (var shard = 0; shard < Shards; shard++)
        {
            await Run(
                $"holdfast campaign my.scenario.json --seeds 1..{Shards} "
                + $"--shard {shard}/{Shards} --resume shard-{shard}.jsonl");
        }
    }

    /// <summary>A file of the repository, those that a pattern means, or one of this folder.
    /// </summary>
    private IEnumerable<string> Meant(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) ? [word]
        : word.Contains('*') ? Directory.GetFiles(_folder.Path, word).Order(StringComparer.Ordinal)
        : word.Contains('/') && File.Exists(ToolRun.File(word)) ? [ToolRun.File(word)]
        : FileName.IsMatch(word) ? [In(word)] : [word];

    [GeneratedRegex(@"^(out|[\w.-]+\.(json|jsonl|pcap|ndjson|log|html|xml))$")]
    private static partial Regex FileName { get; }
}
