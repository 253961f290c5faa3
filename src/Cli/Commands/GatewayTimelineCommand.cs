using System.CommandLine;
using System.Globalization;
using System.Text;
using Holdfast.Cli.Gateways.Journals;
using Holdfast.Cli.Reports;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast gateway timeline</c>: what several members did, from their journals.
/// </summary>
internal sealed class GatewayTimelineCommand : Command, ICommandWithExamples
{
    // All of it is in memory, and on one page.
    private const long LengthMax = 64 << 20;

    private readonly Argument<string[]> _journals = new("JOURNAL")
    {
        Description = "What gateway run --json wrote, one file a member.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _ping = new("--ping")
    {
        Description = "What ping -D wrote through it all: who was answered when.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _faults = new("--fault")
    {
        Description = "What was done to a member, which says nothing of it itself: "
            + "'TIME MEMBER TEXT', the time as ISO 8601. May be given often.",
        HelpName = "FAULT",
    };

    private readonly Option<string[]> _notes = new("--note")
    {
        Description = "What else is known: 'TIME WHO TEXT'. May be given often.",
        HelpName = "NOTE",
    };

    private readonly Option<string?> _html = new("--html")
    {
        Description = "Write a page that needs nothing beside it, too.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write one JSON object, for programs (docs/gateway.md).",
    };

    private GatewayTimelineCommand(Terminal terminal)
        : base("timeline", "Tells what members did, from their journals: who served when, each "
            + "takeover, and who had no answer for how long.")
    {
        Arguments.Add(_journals);
        Options.Add(_ping);
        Options.Add(_faults);
        Options.Add(_notes);
        Options.Add(_html);
        Options.Add(_json);
        SetAction(result => Run(result, terminal));
    }

    /// <inheritdoc/>
    public string Examples => """
        Examples:
          holdfast gateway timeline alice.ndjson moon.ndjson
          holdfast gateway timeline alice.ndjson moon.ndjson --ping ping.log --html failover.html
          holdfast gateway timeline alice.ndjson --fault '2026-11-27T18:00:00.25Z alice is killed'
        """;

    /// <summary>The command, on a terminal.</summary>
    public static Command Build(Terminal terminal) => new GatewayTimelineCommand(terminal);

    private int Run(ParseResult result, Terminal terminal)
    {
        List<JournalLine> lines = [];
        foreach (var file in result.GetValue(_journals)!)
        {
            if (!TryReadJournal(file, terminal, lines))
            {
                return ExitCode.BrokenFile;
            }
        }

        if (!TryAdd(result.GetValue(_faults) ?? [], "--fault", JournalKind.Fault, terminal, lines)
            || !TryAdd(result.GetValue(_notes) ?? [], "--note", JournalKind.Note, terminal, lines))
        {
            return ExitCode.WrongUsage;
        }

        PingLog? ping = null;
        if (result.GetValue(_ping) is { } pings
            && !TryReadPing(pings, terminal, out ping))
        {
            return ExitCode.BrokenFile;
        }

        var run = new LiveRun(lines, ping);
        if (result.GetValue(_html) is { } page && !TryWrite(page, run, terminal))
        {
            return ExitCode.BrokenFile;
        }

        var output = result.InvocationConfiguration.Output;
        if (result.GetValue(_json))
        {
            LiveJson.Write(output, run);
        }
        else
        {
            LiveText.Write(output, run);
        }

        return ExitCode.Good;
    }

    private static bool TryReadJournal(
        string file, Terminal terminal, List<JournalLine> lines) =>
        FileWork.Try("holdfast", file, terminal, () =>
        {
            if (new FileInfo(file).Length > LengthMax)
            {
                throw new IOException(
                    $"longer than {LengthMax >> 20} MiB: cut out what is to be seen");
            }

            var read = JournalFile.Read(
                File.ReadLines(file), Path.GetFileNameWithoutExtension(file), out var unread);
            if (read.Count == 0)
            {
                throw new IOException(
                    "no line of it is one of a journal, as gateway run --json writes it");
            }

            if (unread > 0)
            {
                terminal.Error.WriteLine(
                    $"holdfast: {file}: {unread} other lines are not shown");
            }

            lines.AddRange(read);
        });

    private static bool TryReadPing(string file, Terminal terminal, out PingLog? ping)
    {
        PingLog? read = null;
        var isGood = FileWork.Try("holdfast", file, terminal, () =>
        {
            read = PingLog.Read(File.ReadLines(file)) ?? throw new IOException(
                "no answer with a time is in it: ping writes them with -D");
        });
        ping = read;
        return isGood;
    }

    private static bool TryAdd(
        string[] texts, string option, JournalKind kind, Terminal terminal,
        List<JournalLine> lines)
    {
        foreach (var text in texts)
        {
            if (text.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries)
                    is not [var stamp, var who, var what]
                || !TryReadTime(stamp, out var time))
            {
                terminal.Error.WriteLine(
                    $"holdfast: {option}: '{text}': it must be 'TIME WHO TEXT', "
                        + "the time as in 2026-11-27T18:00:00.25Z");
                return false;
            }

            lines.Add(new(time, who, kind, what));
        }

        return true;
    }

    /// <summary>ISO 8601 with its date, to whatever part of a second.</summary>
    private static bool TryReadTime(string stamp, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            stamp, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    private static bool TryWrite(string file, LiveRun run, Terminal terminal)
    {
        var isGood = FileWork.Try("holdfast", file, terminal, () => File.WriteAllText(
            file, LivePage.Of(run), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        if (isGood)
        {
            terminal.Error.WriteLine($"page: {file}");
        }

        return isGood;
    }
}
