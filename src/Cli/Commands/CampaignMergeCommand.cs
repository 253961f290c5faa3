using System.CommandLine;
using Holdfast.Cli.Campaigns;
using Holdfast.Simulation.Campaigns;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast campaign merge</c>: the results of shards as those of one campaign.
/// </summary>
internal sealed class CampaignMergeCommand : Command, ICommandWithExamples, ICommandWithVerdict
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Files that --resume wrote, of one campaign.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write all results into this file: what one run of all seeds had written.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _json = CampaignOptions.Json();

    private readonly Option<string?> _junit = CampaignOptions.JUnit();

    private CampaignMergeCommand(Terminal terminal)
        : base("merge", "Puts the results of shards together; of each seed there is one result.")
    {
        Arguments.Add(_files);
        Options.Add(_out);
        Options.Add(_json);
        Options.Add(_junit);
        SetAction((result, cancellation) => RunAsync(result, terminal, cancellation));
    }

    /// <inheritdoc/>
    public string Examples => """
        A seed that came out in two ways is an error: one seed is one run, on any machine.

        Exit codes: 0 all holds and every seed was played · 1 something does not hold ·
                    2 files do not fit each other · 3 seeds are missing

        Examples:
          holdfast campaign merge shard-*.jsonl
          holdfast campaign merge shard-*.jsonl --out all.jsonl --junit all.xml
        """;

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) => new CampaignMergeCommand(terminal);

    private async Task<int> RunAsync(
        ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        CampaignResults? merged = null;
        var lines = new SortedDictionary<ulong, ReadOnlyMemory<byte>>();
        foreach (var path in result.GetValue(_files)!)
        {
            if (await InputFile.ReadAsync(path, int.MaxValue >> 1, terminal, cancellation)
                is not { } text)
            {
                return ExitCode.BrokenFile;
            }

            if ((CampaignResults.TryRead(text, out var results, out var whole)
                ?? (merged is null ? null : merged.Merge(results!))) is { } wrong)
            {
                await terminal.Error.WriteLineAsync($"holdfast campaign merge: {path}: {wrong}");
                return ExitCode.BrokenFile;
            }

            merged ??= results;
            Keep(text.AsMemory(0, whole), lines);
        }

        CampaignText.Write(result.InvocationConfiguration.Output, merged!);
        var isWritten = CampaignFiles.Write(
            terminal, merged!, result.GetValue(_json), result.GetValue(_junit))
            & CampaignFiles.Write(terminal, result.GetValue(_out), to =>
            {
                to.Write(CampaignLines.Of(merged!.Head));
                foreach (var line in lines.Values)
                {
                    to.Write(line.Span);
                }
            });
        if (!merged!.IsComplete)
        {
            await terminal.Error.WriteLineAsync(FormattableString.Invariant(
                $"{merged.Head.Seeds.Count - (ulong)merged.Seeds.Count} seeds are missing"));
        }

        return !isWritten ? ExitCode.BrokenFile
            : merged.Seeds.Values.Any(one => !one.IsGood) ? ExitCode.Violation
            : merged.IsComplete ? ExitCode.Good
            : ExitCode.Incomplete;
    }

    private static void Keep(
        ReadOnlyMemory<byte> text, SortedDictionary<ulong, ReadOnlyMemory<byte>> lines)
    {
        for (var isHead = true; text.Length > 0; isHead = false)
        {
            var length = text.Span.IndexOf((byte)'\n') + 1;
            if (!isHead)
            {
                lines[CampaignLines.ReadSeed(text[..length])!.Seed] = text[..length];
            }

            text = text[length..];
        }
    }
}
