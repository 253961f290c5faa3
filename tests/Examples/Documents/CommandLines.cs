using System.Diagnostics;
using System.Text.RegularExpressions;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>
/// Every command in a block of the README and of docs, and every whole one in their sentences, is
/// run, or stands in <see cref="Unrun"/> with the reason; of scripts the help is asked.
/// </summary>
public sealed partial class CommandLines
{
    private static readonly Dictionary<string, Unrun> NotRun =
        Unrun.All.ToDictionary(one => one.Command);

    private static readonly CommandLine[] Whole =
        [.. CommandLine.All.Where(one => one.IsOfTool && one.IsWhole)];

    /// <summary>Commands of the tool that are run, as they stand or something in their place.
    /// </summary>
    public static TheoryData<string> Run =>
    [
        .. Whole.Select(one => one.Text).Distinct().Where(command =>
            !NotRun.TryGetValue(command, out var not) || not.Instead is not null),
    ];

    [Theory, MemberData(nameof(Run))]
    public async Task A_command_of_the_tool_runs_and_prints_what_its_page_shows(string command)
    {
        using var place = new Workplace();
        var run = await place.Run(NotRun.GetValueOrDefault(command)?.Instead ?? command);
        Assert.True(
            run.Code == Unrun.Exits.GetValueOrDefault(command), $"{run.Code}: {run.Error}");
        Assert.NotEmpty(run.Output);
        Assert.All(
            Whole.Where(one => one.Text == command && one.Shown.Length > 0),
            one => Assert.Null(ShownOutput.Wrong(one.Shown, run.Output)));
    }

    [Theory]
    [InlineData("a b c d", null)]
    [InlineData("a ... d", null)]
    [InlineData("... c d", null)]
    [InlineData("a b ...", null)]
    [InlineData("... b ...", null)]
    [InlineData("a ... c ...", null)]
    [InlineData("a b c", "'d' is left out behind the last line")]
    [InlineData("b c d", "'b' is not the next line, which is 'a'")]
    [InlineData("a c d", "'c' is not the next line, which is 'b'")]
    [InlineData("a b b c d", "'b' is not the next line, which is 'c'")]
    [InlineData("a b c d e", "'e' is not the next line, which is ''")]
    [InlineData("... c ... b ...", "'b' is no later line")]
    [InlineData("... b d", "'b' is no later line with those below it")]
    [InlineData("a ... c", "'c' is no later line with those below it")]
    public void Lines_are_left_out_where_the_page_says_so_and_nowhere_else(
        string shown, string? wrong) =>
        Assert.Equal(wrong, ShownOutput.Wrong(shown.Split(' '), "a\nb  \nc\nd\n\n"));

    [Fact]
    public async Task A_command_that_is_not_as_its_page_says_is_seen()
    {
        using var place = new Workplace();
        var run = await place.Run("holdfast prove hsrp-literal --depth 3");
        Assert.NotEqual(Unrun.Exits["holdfast prove hsrp-literal"], run.Code);
        Assert.NotEqual(0, (await place.Run("holdfast simulate no-such.json")).Code);
    }

    [Fact]
    public void Commands_are_found_in_blocks_and_in_sentences_without_what_is_said_of_them()
    {
        var found = CommandLine.In("a.md", """
            ```sh
            holdfast spec IkeHeader   # a comment
            ```
            ```text
            one
            ```
            ```sh
            # another one
            holdfast prove --list
            holdfast whatif a.json \
              --json
            ```
            Say `dotnet run --project src/Cli -- decode x.pcap`, or `holdfast decode FILE`.
            """).ToArray();
        Assert.Equal(
            [
                "a.md(1): holdfast spec IkeHeader", "a.md(7): holdfast prove --list",
                "a.md(7): holdfast whatif a.json --json", "a.md(13): holdfast decode x.pcap",
                "a.md(13): holdfast decode FILE",
            ],
            found.Select(one => $"{one}"));
        Assert.Equal(["one"], found[0].Shown);
        Assert.Equal([true, true, true, true, false], found.Select(one => one.IsWhole));
    }

    [Fact]
    public void What_is_not_run_is_there_and_something_else_shows_it()
    {
        var told = CommandLine.All.Select(one => one.Text).ToHashSet();
        Assert.All(Unrun.All, one => Assert.True(told.Contains(one.Command), one.Command));
        Assert.All(Unrun.Exits.Keys, one => Assert.Contains(one, told));
        Assert.All(
            Unrun.All.Select(one => one.ShownBy).OfType<(string, string)>()
                .Concat(Unrun.Pages.Values),
            shown => Assert.True(Has(shown.Item1, shown.Item2), $"{shown}"));
        Assert.All(Unrun.Pages.Keys, page => Assert.Contains(
            CommandLine.All, one => one.Page == page && one.Line < 0));
        Assert.InRange(Unrun.All.Count(one => one.Instead is null), 1, 12);
        Assert.False(Has("tests/Examples/Cli/Simulated.cs", "\"simulate\", \"nothing\""));
    }

    [Fact]
    public async Task A_command_of_the_tool_is_one_that_it_has_with_options_that_it_has()
    {
        var lines = CommandLine.All
            .Where(one => one.IsOfTool && one.Text != Unrun.Hidden).ToArray();
        Assert.True(lines.Length > 40, $"{lines.Length}");
        var wrong = await Task.WhenAll(lines.Select(one => WrongCommand(one.Text)));
        Assert.Empty(wrong.OfType<string>());
        Assert.NotNull(await WrongCommand("holdfast campaign --seed 1"));
        Assert.NotNull(await WrongCommand("holdfast gateway walk x.json"));
        Assert.Contains(CommandLine.All, one => one.Text == Unrun.Hidden);
        Assert.Equal(0, (await ToolRun.Of("gateway", "guard", "--help")).Code);
    }

    [Fact]
    public void A_script_that_is_called_is_there_and_its_help_has_the_options()
    {
        var lines = CommandLine.All.Where(one => Script.IsMatch(one.Text)).ToArray();
        Assert.True(lines.Length >= 9, $"{lines.Length}");
        var help = lines.Select(one => Script.Match(one.Text).Value).Distinct()
            .ToDictionary(script => script, Help);
        Assert.All(lines, line => Assert.Null(WrongScript(line.Text, help)));
        Assert.NotNull(WrongScript("fuzz/campaign --minutes 7", help));
        Assert.Throws<FileNotFoundException>(() => Help("fuzz/champagne"));
    }

    [Fact]
    public void The_fuzzer_is_called_by_options_that_its_commands_have()
    {
        var lines = CommandLine.All.Where(one => Fuzzer.IsMatch(one.Text)).ToArray();
        Assert.True(lines.Length >= 4, $"{lines.Length}");
        Assert.All(lines, line => Assert.Null(WrongFuzzer(line.Text)));
        Assert.NotNull(WrongFuzzer("dotnet run -c Release --project fuzz -- run x --until 3"));
        Assert.NotNull(WrongFuzzer("dotnet run -c Release --project fuzz -- walk x"));
    }

    /// <summary>Options alone do not show that a script does anything.</summary>
    [Fact]
    public void Of_each_script_and_command_of_the_fuzzer_it_is_said_who_runs_it_or_why_nobody_does()
    {
        var called = CommandLine.All.Where(one => one.Line < 0 && !one.IsOfTool)
            .Select(one => Called(one.Text)).OfType<string>().Distinct()
            .Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(
            called,
            Unrun.Elsewhere.Keys.Concat(Unrun.Nowhere.Keys).Order(StringComparer.Ordinal));
        Assert.All(
            Unrun.Elsewhere.Values,
            shown => Assert.True(Has(shown.File, shown.Words), $"{shown}"));
    }

    /// <summary>Projects, classes of tests and words of the environment are there.</summary>
    [Fact]
    public void Tests_that_are_called_are_there()
    {
        var lines = CommandLine.All.Where(one => Tests.IsMatch(one.Text)).ToArray();
        Assert.True(lines.Length >= 3, $"{lines.Length}");
        Assert.All(lines, line => Assert.Null(WrongTests(line.Text)));
        Assert.NotNull(WrongTests("dotnet test tests/Nothing"));
        Assert.NotNull(WrongTests("dotnet test tests/Examples --filter FullyQualifiedName~Nobody"));
        Assert.NotNull(WrongTests("HOLDFAST_ANY=1 dotnet test tests/Examples"));
    }

    [Fact]
    public void No_command_is_of_no_kind() => Assert.All(
        CommandLine.All.Where(one => !one.IsOfTool),
        one => Assert.True(
            Script.IsMatch(one.Text) || Fuzzer.IsMatch(one.Text) || Tests.IsMatch(one.Text)
                || NotRun.ContainsKey(one.Text) || Unrun.Pages.ContainsKey(one.Page),
            $"{one} is neither run nor among what is not"));

    private static bool Has(string where, string words) =>
        (File.Exists(ToolRun.File(where)) ? [ToolRun.File(where)] : Sources(where)).Any(file =>
            File.ReadAllText(file).Contains(words, StringComparison.Ordinal));

    private static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(ToolRun.File(folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "Unrun.cs");

    private static async Task<string?> WrongCommand(string text)
    {
        var words = CommandLine.Words(text)[1..];
        string[] command = [words[0]];
        if (words.Length > 1 && (words[0] is "gateway" || words[1] is "merge"))
        {
            command = words[..2];
        }

        var help = await ToolRun.Of([.. command, "--help"]);
        // The usage begins with the name of the program, which is another one here.
        return help.Code != 0 || !help.Output.Contains(
            $" {string.Join(' ', command)} ", StringComparison.Ordinal)
            ? $"{text}: no such command"
            : Unknown(text, text, help.Output);
    }

    private static string? Called(string text) =>
        Script.Match(text) is { Success: true, Value: var script } ? script
        : Fuzzer.IsMatch(text) ? $"fuzz {text.Split(" -- ")[^1].Split(' ')[0]}"
        : null;

    private static string? WrongScript(string text, Dictionary<string, string> help) =>
        Unknown(text, text, help[Script.Match(text).Value]);

    private static string? WrongFuzzer(string text)
    {
        var said = text.Split(" -- ")[^1];
        var sources = string.Concat(Sources("fuzz/Commands").Select(File.ReadAllText));
        return sources.Contains($"\"{said.Split(' ')[0]}\"", StringComparison.Ordinal)
            ? Unknown(text, $" {said}", sources)
            : $"{text}: no such command";
    }

    private static string? WrongTests(string text)
    {
        var match = Tests.Match(text);
        var project = ToolRun.File(match.Groups["project"].Value);
        return !File.Exists(project) && !Directory.Exists(project) ? $"{text}: no project"
            : match.Groups["variable"].Captures.FirstOrDefault(one =>
                !Has("tests", $"\"{one.Value}\"")) is { } variable ? $"{text}: {variable}"
            : match.Groups["class"] is { Success: true, Value: var type }
                && !Has("tests", $"class {type}") ? $"{text}: {type}"
            : null;
    }

    private static string? Unknown(string text, string said, string help) =>
        Options.Matches(said).Select(option => option.Value)
            .FirstOrDefault(option => !Regex.IsMatch(help, $"{option}(?![a-z-])"))
            is { } unknown ? $"{text}: {unknown}" : null;

    /// <summary>What a script says of itself.</summary>
    private static string Help(string script)
    {
        var file = ToolRun.File(script);
        if (!File.Exists(file))
        {
            throw new FileNotFoundException(script);
        }

        using var process = Process.Start(new ProcessStartInfo(file, "--help")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var help = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script} --help: {error.Result}");
        return $"{help}{error.Result} --help ";
    }

    [GeneratedRegex(@"(?<= )--[a-z][a-z-]+")]
    private static partial Regex Options { get; }

    [GeneratedRegex(@"^(fuzz|tests|samples|benchmarks)/[\w/-]+(?=( |$))")]
    private static partial Regex Script { get; }

    [GeneratedRegex(@"^dotnet run -c Release --project fuzz -- ")]
    private static partial Regex Fuzzer { get; }

    [GeneratedRegex(
        @"^((?<variable>HOLDFAST_\w+)=\S+ )*dotnet test (?<project>\S+)"
        + @"( .*FullyQualifiedName~(?<class>\w+))?")]
    private static partial Regex Tests { get; }
}
