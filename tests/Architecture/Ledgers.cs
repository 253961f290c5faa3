namespace Holdfast.Tests.Architecture;

/// <summary>
/// The requirement ledger (docs/specs) and the code speak of the same requirements: what is done is
/// named by a test or by the code, and what is named is in the ledger.
/// </summary>
public sealed class Ledgers
{
    private static readonly (List<Requirement> Requirements, List<string> Violations)[] Files =
        [.. Repository.Under("docs/specs/", ".toml")
            .Select(file => Ledger.Parse(file, Repository.Read(file)))];

    private static readonly string[] Sources = ["src/", "tests/", "fuzz/", "samples/"];

    [Fact]
    public void Every_entry_is_well_formed()
    {
        Assert.NotEmpty(Files);
        Rule.Holds(Files.SelectMany(file => file.Violations));
    }

    /// <summary>What docs/specs/README.md shows of a ledger is one, and is what stands in it.
    /// </summary>
    [Fact]
    public void The_entry_on_the_page_is_read_and_is_the_one_of_its_ledger()
    {
        const string Page = "docs/specs/README.md";
        var text = Repository.Read(Page).ReplaceLineEndings("\n");
        var from = text.IndexOf("```toml\n", StringComparison.Ordinal) + "```toml\n".Length;
        var (shown, violations) = Ledger.Parse(
            Page, text[from..text.IndexOf("```", from, StringComparison.Ordinal)]);
        Rule.Holds(violations);
        var one = Assert.Single(shown);
        var same = Files.SelectMany(file => file.Requirements).Single(other => other.Id == one.Id);
        Assert.Equal(same, one);
    }

    [Fact]
    public void What_is_done_is_named_and_what_is_named_is_in_the_ledger()
    {
        var named = Sources
            .SelectMany(folder => Repository.Under(folder, ".cs"))
            .Where(file => !file.StartsWith("tests/Architecture/", StringComparison.Ordinal))
            .SelectMany(file => Ledger.Named(Repository.Read(file)));

        Rule.Holds(Compare([.. Files.SelectMany(file => file.Requirements)], [.. named]));
    }

    [Theory]
    [InlineData("RFC4303-2.1-a", true)]
    [InlineData("RFC3948-B.1-c", true)]
    [InlineData("XAUTH-6.1-a", true)]
    [InlineData("MODECFG-2-a", true)]
    [InlineData("DRAFT-2-a", false)]
    [InlineData("RFC4303-2.1", false)]
    [InlineData("RFC4303-2.1-A", false)]
    [InlineData("RFC4303-2..1-a", false)]
    [InlineData("RFC-4303-2-a", false)]
    [InlineData("4303-2-a", false)]
    public void An_id_is_RFC_section_letter(string id, bool good)
    {
        Assert.Equal(good, Ledger.IsWellFormed(id));
    }

    [Fact]
    public void A_malformed_entry_is_seen()
    {
        Rule.Bites(Faults("id = 'RFC4303-2-1'"), "RFC4303-2-1");
        Rule.Bites(Faults("id = 'RFC4302-2-a'"), "RFC4302-2-a");
        Rule.Bites(Faults("level = 'OUGHT'"), "level");
        Rule.Bites(Faults("text = 'short'"), "says nothing");
        Rule.Bites(Faults("state = 'maybe'"), "state");
        Rule.Bites(Faults("state = 'excused'"), "reason");
        Rule.Bites(Faults("reason = 'because'"), "reason");
        Rule.Bites(Faults("owner = 'carol'"), "owner");
        Rule.Holds(Faults("state = 'excused'\nreason = 'no such peer'"));

        const string compared = "rfc = 4303\ncompared = ";
        Rule.Bites(Ledger.Parse("a.toml", $"{compared}'hearsay'\n{Entry("")}").Violations, "hearsay");
        Rule.Holds(Ledger.Parse("a.toml", $"{compared}'text'\n{Entry("")}").Violations);

        var twice = Ledger.Parse("a.toml", $"rfc = 4303\n{Entry("")}\n{Entry("")}");
        Rule.Bites(twice.Violations, "there are 2");
    }

    [Fact]
    public void A_name_without_an_entry_and_a_claim_without_a_name_are_seen()
    {
        Requirement[] ledger =
        [
            new("RFC4303-2-a", "MUST", "One thing", "done", ""),
            new("RFC4303-2-b", "MUST", "Another", "todo", ""),
        ];

        Rule.Bites(Compare(ledger, []), "RFC4303-2-a", "nothing names it");
        Rule.Bites(Compare(ledger, ["RFC4303-2-a", "RFC4303-2-c"]), "RFC4303-2-c", "no ledger");
        Rule.Holds(Compare(ledger, ["RFC4303-2-a", "RFC4303-2-b"]));
    }

    [Fact]
    public void Names_are_found_in_attributes_and_comments()
    {
        Assert.Equal(
            ["RFC4303-2-a", "RFC4303-2.1", "rfc4303/2"],
            Ledger.Named("""
                [Requirement("RFC4303-2-a")] // and RFC4303-2.1.
                [Requirement("rfc4303/2")]   // RFC 4303 §2.1 is prose.
                """));
    }

    private static IEnumerable<string> Compare(Requirement[] ledger, string[] named) =>
        ledger
            .Where(one => one.State == "done" && !named.Contains(one.Id))
            .Select(one => $"{one.Id} is done, and nothing names it")
            .Concat(named
                .Except(ledger.Select(one => one.Id))
                .Select(id => $"{id} is named, and no ledger has it"));

    private static IEnumerable<string> Faults(string line) =>
        Ledger.Parse("a.toml", $"rfc = 4303\n{Entry(line)}").Violations;

    /// <summary>A good entry but for the lines that replace its own.</summary>
    private static string Entry(string lines)
    {
        var changed = lines.Split('\n').Select(line => line.Split(' ')[0]).ToArray();
        string[] good =
        [
            "id = 'RFC4303-2-a'", "level = 'MUST'", "text = 'A thing to be done'", "state = 'todo'",
        ];
        return string.Join('\n',
        [
            "[[requirement]]",
            .. good.Where(line => !changed.Contains(line.Split(' ')[0])),
            lines,
        ]);
    }
}
