using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Architecture;

/// <summary>
/// Each RFC that the protocols cite has a ledger of requirements, or a row in docs/specs/README.md
/// that says what it is to them.
/// </summary>
public sealed partial class Citations
{
    private const string Readme = "docs/specs/README.md";

    private const string Heading = "## RFCs without a ledger";

    [Fact]
    public void Every_RFC_cited_has_a_ledger_or_a_reason_to_have_none()
    {
        var (cited, ledgers, rows) = (Cited(), Ledgers(), Rows(Repository.Read(Readme)));
        Assert.NotEmpty(cited);
        Assert.NotEmpty(rows);
        Rule.Holds(Compare(cited, ledgers, rows));

        Rule.Bites(Compare([.. cited, 9999], ledgers, rows), "RFC 9999 is cited");
        Rule.Bites(Compare(cited, [.. ledgers, rows[0]], rows), $"RFC {rows[0]} has a ledger");
        Rule.Bites(Compare(cited, ledgers, [.. rows, 9999]), "RFC 9999 has a row");
        Rule.Bites(Compare(cited, ledgers, [.. rows, rows[0]]), $"RFC {rows[0]} has 2 rows");
    }

    [Fact]
    public void Citations_are_found_in_comments_and_declarations()
    {
        Assert.Equal(
            [7296, 791, 4303],
            Citation.Matches("// RFC 7296 §2.4: [Wire(rfc: 791, section: \"3\")] see RFC 4303.")
                .Select(Number));
    }

    [Fact]
    public void A_row_names_RFCs_and_says_why()
    {
        Assert.Equal(
            [791, 768], Rows($"{Heading}\n\n| RFCs | why |\n|---|---|\n| 791, 768 | Carriers |\n"));
        Assert.Empty(Rows($"| 791 | Before the heading |\n{Heading}\n| 768 |  |\n"));
    }

    private static int[] Cited() =>
    [
        .. Repository.Under("src/Protocol/", ".cs")
            .SelectMany(file => Citation.Matches(Repository.Read(file)))
            .Select(Number).Distinct().Order(),
    ];

    private static int[] Ledgers() =>
    [
        .. Repository.Under("docs/specs/", ".toml")
            .SelectMany(file => LedgerName.Matches(file)).Select(Number),
    ];

    private static int[] Rows(string readme)
    {
        var at = readme.IndexOf(Heading, StringComparison.Ordinal);
        return at < 0
            ? []
            : [.. Row.Matches(readme[at..])
                .SelectMany(row => row.Groups["number"].Captures)
                .Select(number => int.Parse(number.Value, CultureInfo.InvariantCulture))];
    }

    private static IEnumerable<string> Compare(int[] cited, int[] ledgers, int[] rows) =>
        cited.Except(ledgers).Except(rows)
            .Select(rfc => $"RFC {rfc} is cited, without a ledger or a row in {Readme}")
            .Concat(rows.Intersect(ledgers).Select(rfc => $"RFC {rfc} has a ledger and a row"))
            .Concat(rows.Except(cited).Select(rfc => $"RFC {rfc} has a row and is not cited"))
            .Concat(rows.CountBy(rfc => rfc).Where(one => one.Value > 1)
                .Select(one => $"RFC {one.Key} has {one.Value} rows"));

    private static int Number(Match match) =>
        int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\bRFC |\brfc: )(?<number>\d+)\b")]
    private static partial Regex Citation { get; }

    [GeneratedRegex(@"/rfc(?<number>\d+)\.toml$")]
    private static partial Regex LedgerName { get; }

    [GeneratedRegex(
        @"^\| (?<number>\d+)(, (?<number>\d+))* \| \S[^|\n]* \|$", RegexOptions.Multiline)]
    private static partial Regex Row { get; }
}
