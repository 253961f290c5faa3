using System.Text.RegularExpressions;
using Holdfast.Cli;
using Spectre.Console;

namespace Holdfast.Tests.Examples.Cli;

/// <summary><c>holdfast prove</c> where somebody looks at standard error.</summary>
public sealed partial class ProofsInSight
{
    [Theory]
    [InlineData("3", "--threads", "1")]
    [InlineData("2", "--schedules", "3", "--units", "7")]
    public async Task A_line_says_which_world_of_how_many_it_is_and_how_far_it_has_come(
        string routers, params string[] options)
    {
        var (code, drawn) = await Drawn(
            ["prove", "hsrp-repaired-1", $"hsrp-repaired-{routers}", .. options]);
        Assert.Equal(0, code);
        Assert.Contains("1 of 2 hsrp-repaired-1", drawn, StringComparison.Ordinal);
        Assert.Matches(
            $@"2 of 2 hsrp-repaired-{routers}: [\d,]+ states, frontier [\d,]+, depth \d+, "
            + @"\d+\.\d\d M states/s, \d+ s",
            drawn);
    }

    [Fact]
    public async Task Nothing_is_drawn_where_nobody_looks()
    {
        var run = await ToolRun.Of("prove", "hsrp-repaired-1");
        Assert.Equal((0, ""), (run.Code, run.Error));
    }

    /// <summary>What stood on a terminal, one after the other, however lines were broken there.
    /// </summary>
    private static async Task<(int Code, string Text)> Drawn(string[] arguments)
    {
        using var error = new StringWriter();
        using var terminal = new Terminal(
            Stream.Null, new MemoryStream(), error, IsErrorForPeople: true)
        {
            Drawing = new()
            {
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.Yes,
            },
        };
        var code = await Tool.RunAsync(arguments, terminal);
        return (code, Blanks.Replace(Controls.Replace(error.ToString(), ""), " "));
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Controls { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks { get; }
}
