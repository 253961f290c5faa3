using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Worlds;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>What pages show beside commands: errors, and JSON with parts left out. What can be made
/// here is compared; the words of the rest stand in the sources that say them.</summary>
public sealed partial class TextsOfPages
{
    /// <summary>Blocks that only a gateway prints, as root or beside a peer, and what says them.
    /// </summary>
    private static readonly (string Page, string File, string Words)[] SaidElsewhere =
    [
        ("docs/gateway.md", "src/StateMachines/Ike/Establishing/AuthError.cs",
            "no authority of ours vouches for its certificate"),
        ("docs/gateway.md", "src/Gateway/Ike/Initiations.cs", "is not believed: "),
        ("docs/gateway.md", "src/Gateway/Xfrm/XfrmKernel.cs",
            "ipsec.data_plane: the kernel has no XFRM here: "),
    ];

    [Fact]
    public void What_is_said_of_a_scenario_that_cannot_stand_is_said_of_the_one_on_the_page()
    {
        const string Page = "docs/scenario-json.md";
        var text = string.Join('\n', Blocks(Page, "json").First().Lines)
            .Replace("\"crash\": { \"who\": \"alice\" }", "\"crash\": { \"who\": \"bob\" }",
                StringComparison.Ordinal);
        Assert.False(WorldScenarioJson.TryRead(Encoding.UTF8.GetBytes(text), out _, out var error));
        Assert.Equal(
            $"pair.json{error}",
            Assert.Single(Blocks(Page, "text"), block => block.Lines[0].StartsWith(
                "pair.json(", StringComparison.Ordinal)).Lines.Single());
    }

    [Fact]
    public void The_head_of_a_campaign_is_that_of_its_world()
    {
        var lines = Assert.Single(Blocks("docs/campaign.md", "text"), block =>
            block.Lines[0].Contains(CampaignLines.Format, StringComparison.Ordinal)).Lines;
        Assert.Equal(
            Encoding.UTF8.GetString(CampaignLines.Of(
                CampaignHead.Of(Topologies.StatefulPair, new(1, 200)))).TrimEnd(),
            lines[0]);
    }

    /// <summary>Each member with its value, but for how long it took.</summary>
    [Fact]
    public async Task What_is_proved_of_a_world_is_in_JSON_what_the_page_shows()
    {
        var shown = string.Concat(Assert.Single(Blocks("docs/prove.md", "text"), block =>
            block.Lines[0].StartsWith("{\"scenarios\"", StringComparison.Ordinal)).Lines);
        var run = await ToolRun.Of("prove", "hsrp-literal", "--json");
        var printed = JsonNode.Parse(run.Output)!.ToJsonString();
        var members = Member.Matches(shown).Select(member => member.Value)
            .Where(member => !Measured.IsMatch(member)).ToArray();
        Assert.True(members.Length > 15, string.Join('\n', members));
        Assert.All(members, member =>
            Assert.Contains(member, printed, StringComparison.Ordinal));
    }

    [Fact]
    public void The_words_of_what_is_not_made_here_stand_on_the_page_and_in_their_sources() =>
        Assert.All(SaidElsewhere, one =>
        {
            Assert.Contains(
                Blocks(one.Page, "text"), block => block.Lines.Any(
                    line => line.Contains(one.Words, StringComparison.Ordinal)));
            Assert.Contains(
                one.Words, File.ReadAllText(ToolRun.File(one.File)), StringComparison.Ordinal);
        });

    private static IEnumerable<Fence> Blocks(string page, string word) =>
        Fence.In(page, File.ReadAllText(ToolRun.File(page))).Where(block => block.Word == word);

    /// <summary>A member whose value is written out: no list, no object, nothing left out.</summary>
    [GeneratedRegex("""
        "\w+":(-?[\d.]+(?=[,}])|true|false|null|"[^".]*")
        """)]
    private static partial Regex Member { get; }

    [GeneratedRegex("^\"(seconds|states_per_second|bytes_per_state)\"")]
    private static partial Regex Measured { get; }
}
