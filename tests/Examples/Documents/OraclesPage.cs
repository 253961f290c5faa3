using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Holdfast.StateMachines;
using Holdfast.Tests.Examples.Cli;
using Holdfast.Tests.Interop.ModelCheckers;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>docs/oracles.md says of each machine which table it is compared with, or which tests
/// judge one whose domain is not finite.</summary>
public sealed partial class OraclesPage
{
    private static readonly string Page = File.ReadAllText(ToolRun.File("docs/oracles.md"));

    private static readonly (string Name, int Letters)[] Machines =
    [
        .. from type in typeof(Machine<,,,>).Assembly.GetExportedTypes()
           let value = type.GetProperty("Machine", BindingFlags.Public | BindingFlags.Static)
           where value is { PropertyType.IsGenericType: true }
               && value.PropertyType.GetGenericTypeDefinition() == typeof(Machine<,,,>)
           select (type.Name, LettersOf(value.GetValue(null)!)),
    ];

    /// <summary>Machines whose states are counted to the end, and that have no table yet, by
    /// docs/adr/0114.</summary>
    private static readonly string[] Excepted = ["IkeInitiator", "IkeResponder"];

    [Fact]
    public void Each_machine_has_a_row_that_is_true()
    {
        Assert.True(Machines.Length > 30, $"{Machines.Length} machines");
        Assert.True(!Faults(Page).Any(), string.Join('\n', Faults(Page)));
    }

    /// <summary>Whoever is excepted has no table, and is on the list of those that are counted.
    /// </summary>
    [Fact]
    public void Each_exception_is_one() => Assert.All(Excepted, name =>
    {
        Assert.Contains(SmallMachines.All, one => one.Name == name);
        Assert.DoesNotContain($"/{name}Oracle.cs", Page, StringComparison.Ordinal);
    });

    [Fact]
    public void Each_file_of_an_oracle_is_on_the_page() => Assert.All(
        Directory.EnumerateFiles(
            ToolRun.File("tests/Examples/StateMachines"), "*Oracle.cs",
            SearchOption.AllDirectories),
        file => Assert.Contains($"/{Path.GetFileName(file)})", Page, StringComparison.Ordinal));

    [Fact]
    public void A_machine_without_a_row_and_a_row_that_says_nothing_are_seen()
    {
        var row = Page.Split('\n').Single(
            line => line.StartsWith("| [MemberDrain]", StringComparison.Ordinal));
        Assert.Equal(
            ["MemberDrain has 0 rows"],
            Faults(Page.Replace(row, "", StringComparison.Ordinal)));
        foreach (var (table, other) in new[]
        {
            ("", ""), ("", "it is so small that anybody sees it"), ("a table", ""),
            ("", "[a test](../tests/Examples/Documents/OraclesPage.cs)"),
        })
        {
            Assert.Equal(
                ["MemberDrain: finite, and no table"],
                Faults(Page.Replace(
                    row,
                    $"| [MemberDrain](machines/MemberDrain.md) | 8 | finite | {table} | {other} |",
                    StringComparison.Ordinal)));
        }

        Assert.Equal(
            ["MemberDrain: ../tests/Gone.cs is not there", "MemberDrain has 8 letters, not 7"],
            Faults(Page.Replace(
                row,
                "| [MemberDrain](machines/MemberDrain.md) | 7 | finite | [](../tests/Gone.cs) | |",
                StringComparison.Ordinal)));
        Assert.Equal(
            ["MemberDrain: all its states are counted, so it is finite"],
            Faults(Page.Replace(
                row,
                "| [MemberDrain](machines/MemberDrain.md) | 8 | not finite | "
                + "| [a test](../tests/Examples/Documents/OraclesPage.cs) |",
                StringComparison.Ordinal)));
        Assert.Equal(
            ["IkeExchanges: not finite, and no test that holds it"],
            Faults(Page.Replace(
                Page.Split('\n').Single(
                    line => line.StartsWith("| [IkeExchanges]", StringComparison.Ordinal)),
                "| [IkeExchanges](machines/IkeExchanges.md) | 47 | not finite | | it is big |",
                StringComparison.Ordinal)));
        Assert.Equal(
            ["Nobody is no machine"],
            Faults(Page + "| [Nobody](machines/Nobody.md) | 1 | finite | | |"));
    }

    private static IEnumerable<string> Faults(string page)
    {
        var rows = page.Split('\n').Select(line => Row.Match(line))
            .Where(match => match.Success).ToArray();
        foreach (var match in rows.Where(
            match => Machines.All(machine => machine.Name != match.Groups["name"].Value)))
        {
            yield return $"{match.Groups["name"].Value} is no machine";
        }

        foreach (var (name, letters) in Machines)
        {
            var own = rows.Where(match => match.Groups["name"].Value == name).ToArray();
            if (own is not [var row])
            {
                yield return $"{name} has {own.Length} rows";
                continue;
            }

            foreach (var fault in Faults(
                name, letters, row.Groups["letters"].Value, row.Groups["domain"].Value,
                row.Groups["table"].Value, row.Groups["else"].Value))
            {
                yield return fault;
            }
        }
    }

    /// <summary>What is finite has a table; what is not names a test. A reason does for neither.
    /// </summary>
    private static IEnumerable<string> Faults(
        string name, int letters, string said, string domain, string table, string other)
    {
        var files = Link.Matches(table + other).Select(link => link.Groups["file"].Value).ToArray();
        foreach (var file in files.Where(
            file => !File.Exists(ToolRun.File(file.Replace("../", "", StringComparison.Ordinal)))))
        {
            yield return $"{name}: {file} is not there";
        }

        if (said != $"{letters}")
        {
            yield return $"{name} has {letters} letters, not {said}";
        }

        var isFinite = domain.StartsWith("finite", StringComparison.Ordinal);
        if (!isFinite && !domain.StartsWith("not finite", StringComparison.Ordinal))
        {
            yield return $"{name}: finite or not finite?";
        }
        else if (!isFinite && SmallMachines.All.Any(one => one.Name == name)
            && !Excepted.Contains(name))
        {
            yield return $"{name}: all its states are counted, so it is finite";
        }
        else if (!Link.IsMatch(isFinite ? table : table + other))
        {
            yield return isFinite
                ? $"{name}: finite, and no table"
                : $"{name}: not finite, and no test that holds it";
        }
    }

    internal static int LettersOf(object machine) =>
        ((IEnumerable)machine.GetType().GetProperty("Alphabet")!.GetValue(machine)!)
        .Cast<object>().Count();

    [GeneratedRegex("""
        ^\| \[(?<name>\w+)\]\([^)]*\) \| (?<letters>\d+) \| (?<domain>[^|]*?) \| (?<table>[^|]*?) ?\| (?<else>[^|]*?) ?\|$
        """)]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"\]\((?<file>\.\./tests/[^)]*)\)")]
    private static partial Regex Link { get; }
}
