using Holdfast.StateMachines.Composition;
using static Holdfast.Tests.Examples.Simulation.Worlds.WorldTexts;

namespace Holdfast.Tests.Examples.Simulation.Worlds;

/// <summary>What is said of worlds that cannot stand: each with line, column and path.</summary>
public sealed class WorldErrors
{
    [Theory]
    [InlineData("\"small\"", "", ConfigTextFault.Syntax, 3, 13, "$")]
    [InlineData("\"small\"", "\"two words\"", ConfigTextFault.Malformed, 3, 13, "$.world.name")]
    [InlineData("\"small\"", "7", ConfigTextFault.WrongType, 3, 13, "$.world.name")]
    [InlineData("\"name\": \"small\",", "", ConfigTextFault.MissingField, 2, 12, "$.world")]
    [InlineData("\"sas\"", "\"sa\"", ConfigTextFault.UnknownField, 20, 5, "$.world.sa")]
    [InlineData(
        "\"number\": 1", "\"number\": 0", ConfigTextFault.OutOfRange, 4, 46,
        "$.world.members[0].number")]
    [InlineData(
        "\"kind\": \"outside\"", "\"kind\": \"far\"", ConfigTextFault.Malformed, 11, 36,
        "$.world.segments[0].kind")]
    [InlineData(
        "\"who\": \"carol\"", "\"who\": \"nobody\"", ConfigTextFault.Contradiction, 17, 16,
        "$.world.links[2].who")]
    [InlineData(
        "\"who\": \"host\", \"segment\": \"inside\"", "\"who\": \"host\", \"segment\": \"roof\"",
        ConfigTextFault.Contradiction, 18, 35, "$.world.links[3].segment")]
    [InlineData(
        "\"back\": \"inside\"", "\"back\": \"outside\"", ConfigTextFault.Contradiction, 6, 75,
        "$.world.gateways[0].back")]
    [InlineData(
        "\"gateways\": [\"mars\"]", "\"gateways\": []", ConfigTextFault.Contradiction, 21, 39,
        "$.world.flows[0].to")]
    [InlineData(
        "\"from\": \"host\"", "\"from\": \"ghost\"", ConfigTextFault.Contradiction, 21, 25,
        "$.world.flows[0].from")]
    [InlineData(
        "\"sas\": [{ \"peer\": \"carol\" }],", "\"heal_at\": \"3m\",",
        ConfigTextFault.Contradiction, 20, 16, "$.world.heal_at")]
    [InlineData(
        "\"crash\": { \"who\": \"alice\" }", "\"crash\": { \"who\": \"bob\" }",
        ConfigTextFault.Contradiction, 24, 49, "$.faults[0].fault.crash.who")]
    [InlineData(
        "\"crash\": { \"who\": \"alice\" }", "", ConfigTextFault.MissingField, 24, 29,
        "$.faults[0].fault")]
    [InlineData(
        "\"crash\"", "\"explode\"", ConfigTextFault.UnknownField, 24, 31,
        "$.faults[0].fault.explode")]
    [InlineData(
        "\"at\": \"30s\"", "\"at\": \"90s\"", ConfigTextFault.Contradiction, 24, 13,
        "$.faults[0].at")]
    public void A_fault_has_its_line_its_column_and_its_path(
        string before, string after, ConfigTextFault fault, int line, int column, string path)
    {
        Assert.Contains(before, Smallest, StringComparison.Ordinal);
        var error = Wrong(Smallest.Replace(before, after, StringComparison.Ordinal));
        Assert.Equal((fault, new ConfigTextPlace(line, column, path)), (error.Fault, error.Place));
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public void Two_kinds_in_one_fault_are_one_too_many() => Assert.Equal(
        (ConfigTextFault.MissingField, "$.faults[0].fault"),
        Told(Smallest.Replace(
            "\"crash\": {", "\"drain\": { \"member\": \"alice\" }, \"crash\": {",
            StringComparison.Ordinal)));

    [Fact]
    public void A_policy_that_no_member_can_have_is_refused() => Assert.Equal(
        (ConfigTextFault.Contradiction, "$.world.policy"),
        Told(Smallest.Replace(
            "\"sas\"", "\"policy\": { \"synced_for\": \"1s\" }, \"sas\"",
            StringComparison.Ordinal)));

    [Fact]
    public void Safety_first_without_a_sync_channel_is_refused()
    {
        var text = Smallest.Replace(
            "\"sas\"", "\"policy\": { \"solo\": \"safety_first\" }, \"sas\"",
            StringComparison.Ordinal);
        Assert.Equal((ConfigTextFault.Contradiction, "$.world.policy.solo"), Told(text));
        Assert.Contains("add a sync channel", Wrong(text).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flow_whose_peer_nobody_reaches_has_no_path() => Assert.Equal(
        (ConfigTextFault.Contradiction, "$.world.flows[0].to"),
        Told(Smallest
            .Replace(
                "{ \"name\": \"inside\", \"kind\": \"inside\" }",
                "{ \"name\": \"inside\", \"kind\": \"inside\" },"
                    + "{ \"name\": \"sea\", \"kind\": \"backbone\" }",
                StringComparison.Ordinal)
            .Replace(
                "\"carol\", \"segment\": \"outside\"", "\"carol\", \"segment\": \"sea\"",
                StringComparison.Ordinal)));

    [Fact]
    public void A_small_text_stands_and_says_what_it_means()
    {
        var read = Read(Smallest);
        Assert.Equal("alice", Assert.Single(read.World.Members).Name);
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.Single(read.Faults.Faults).At);
    }

    private static (ConfigTextFault, string) Told(string text)
    {
        var error = Wrong(text);
        return (error.Fault, error.Place.Path);
    }
}
