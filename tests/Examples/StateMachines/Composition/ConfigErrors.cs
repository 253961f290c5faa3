using System.Reflection;
using System.Text;
using Holdfast.StateMachines.Composition;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>What is said of texts that cannot stand: each fault with line, column and path.
/// </summary>
public sealed class ConfigErrors
{
    [Theory]
    [InlineData("\"self\": 1", "\"self\": ", ConfigTextFault.Syntax, 3, 11, "$")]
    [InlineData("\"self\": 1,", "\"self\": 1;", ConfigTextFault.Syntax, 3, 12, "$")]
    [InlineData("\"mars\"", "\"\\ud800\"", ConfigTextFault.Syntax, 2, 14, "$")]
    [InlineData("\"self\"", "\"sel\"", ConfigTextFault.UnknownField, 3, 3, "$.sel")]
    [InlineData("\"self\"", "\"two words\"", ConfigTextFault.UnknownField, 3, 3, "$['two words']")]
    [InlineData("\"self\"", "\"cluster\"", ConfigTextFault.RepeatedField, 3, 3, "$.cluster")]
    [InlineData("\"self\": 1,", "", ConfigTextFault.MissingField, 1, 1, "$")]
    [InlineData(", \"name\": \"moon\"", "", ConfigTextFault.MissingField, 6, 5, "$.members[1]")]
    [InlineData("1,\n", "\"1\",\n", ConfigTextFault.WrongType, 3, 11, "$.self")]
    [InlineData("1,\n", "1.5,\n", ConfigTextFault.WrongType, 3, 11, "$.self")]
    [InlineData("1,\n", "0.1e-40,\n", ConfigTextFault.WrongType, 3, 11, "$.self")]
    [InlineData("1,\n", "null,\n", ConfigTextFault.WrongType, 3, 11, "$.self")]
    [InlineData("\"mars\"", "true", ConfigTextFault.WrongType, 2, 14, "$.cluster")]
    [InlineData("1,\n", "256,\n", ConfigTextFault.OutOfRange, 3, 11, "$.self")]
    [InlineData("\"mars\"", "\"\"", ConfigTextFault.OutOfRange, 2, 14, "$.cluster")]
    [InlineData("\"mars\"", "\"a\\tb\"", ConfigTextFault.Malformed, 2, 14, "$.cluster")]
    [InlineData("10.1.0.1", "10.1.0.256", ConfigTextFault.Malformed, 10, 26, "$.hsrp.back.address")]
    [InlineData("10.1.0.1", "10.1", ConfigTextFault.Malformed, 10, 26, "$.hsrp.back.address")]
    [InlineData(
        "\"priority\": 100 },\n", "\"priority\": 300 },\n",
        ConfigTextFault.Contradiction, 9, 54, "$.hsrp.front.priority")]
    [InlineData(
        "\"priority\": 100 },\n", "\"priority\": 100, \"hello_time\": \"3s\" },\n",
        ConfigTextFault.Contradiction, 9, 14, "$.hsrp.front")]
    [InlineData("\"self\": 1", "\"self\": 3", ConfigTextFault.Contradiction, 3, 11, "$.self")]
    [InlineData(
        "\"number\": 2", "\"number\": 1", ConfigTextFault.Contradiction, 6, 17,
        "$.members[1].number")]
    public void A_fault_has_its_line_its_column_and_its_path(
        string before, string after, ConfigTextFault fault, int line, int column, string path)
    {
        var error = Wrong(Changed(before, after));
        Assert.Equal((fault, new ConfigTextPlace(line, column, path)), (error.Fault, error.Place));
        Assert.NotEmpty(error.Message);
    }

    [Theory]
    [InlineData("\"peers\": [{ \"name\": \"c\", \"liveness\": { \"idle_after\": \"3\" } }]",
        ConfigTextFault.Malformed, "$.peers[0].liveness.idle_after")]
    [InlineData("\"liveness\": { \"idle_after\": \"0.00000001s\" }",
        ConfigTextFault.Malformed, "$.liveness.idle_after")]
    [InlineData("\"liveness\": { \"idle_after\": \"25h\" }",
        ConfigTextFault.OutOfRange, "$.liveness.idle_after")]
    [InlineData("\"liveness\": { \"idle_after\": 3 }",
        ConfigTextFault.WrongType, "$.liveness.idle_after")]
    [InlineData("\"liveness\": { \"mode\": \"sometimes\" }",
        ConfigTextFault.Malformed, "$.liveness.mode")]
    [InlineData("\"liveness\": { \"idle_after\": \"1s\", \"hints_ignored_for\": \"2s\" }",
        ConfigTextFault.Contradiction, "$.liveness.hints_ignored_for")]
    [InlineData(
        "\"peers\": [{ \"name\": \"c\", "
        + "\"traits\": [\"message_id_sync\", \"message_id_sync\"] }]",
        ConfigTextFault.Malformed, "$.peers[0].traits")]
    [InlineData("\"links\": { \"names\": [] }", ConfigTextFault.OutOfRange, "$.links.names")]
    [InlineData("\"links\": { \"names\": [\"a\", \"a\"] }",
        ConfigTextFault.Contradiction, "$.links.names[1]")]
    [InlineData("\"links\": { \"tracked_as\": \"none\" }",
        ConfigTextFault.Contradiction, "$.links.tracked_as")]
    [InlineData("\"replication\": { \"detect_within\": \"9s\" }",
        ConfigTextFault.Contradiction, "$.replication.detect_within")]
    [InlineData("\"replication\": { \"open_max\": 5000 }",
        ConfigTextFault.Contradiction, "$.replication")]
    [InlineData("\"pacing\": { \"rekey\": { \"burst\": 0 } }",
        ConfigTextFault.OutOfRange, "$.pacing.rekey.burst")]
    [InlineData("\"routes\": { \"mode\": \"static\" }",
        ConfigTextFault.Contradiction, "$.routes")]
    [InlineData("\"peers\": [{ \"name\": \"c\" }, { \"name\": \"c\" }]",
        ConfigTextFault.Contradiction, "$.peers[1].name")]
    [InlineData("\"peers\": [{ \"name\": \"c\", \"version\": \"v1\", \"liveness\": {} }]",
        ConfigTextFault.Contradiction, "$.peers[0].liveness")]
    [InlineData("\"peers\": [{ \"name\": \"c\", \"identity\": \"carol\" }]",
        ConfigTextFault.Malformed, "$.peers[0].identity")]
    [InlineData("\"peers\": [{ \"name\": \"c\", \"watches_us\": { \"dpd\": {} } }]",
        ConfigTextFault.Contradiction, "$.peers[0].watches_us.dpd")]
    [InlineData(
        "\"peers\": [{ \"name\": \"c\", \"child_sas\": [{ \"name\": \"s\", \"remote\": [\"10.1.0.1/16\"] }] }]",
        ConfigTextFault.Malformed, "$.peers[0].child_sas[0].remote[0]")]
    [InlineData("\"prefixes_max\": 1, \"peers\": [{ \"name\": \"c\", \"child_sas\": "
        + "[{ \"name\": \"s\", \"remote\": [\"10.1.0.0/16\", \"10.2.0.0/16\"] }] }]",
        ConfigTextFault.Contradiction, "$.prefixes_max")]
    [InlineData("\"nhrp\": { \"shortcut\": { \"refresh_before\": \"3h\" } }",
        ConfigTextFault.Contradiction, "$.nhrp.shortcut.refresh_before")]
    [InlineData(
        "\"qcd\": { \"maker\": { \"use\": \"always\", \"cluster\": \"load_sharing\" } }",
        ConfigTextFault.Contradiction, "$.qcd.maker")]
    [InlineData("\"qcd\": { \"taker\": { \"tokens_kept\": 17 } }",
        ConfigTextFault.OutOfRange, "$.qcd.taker.tokens_kept")]
    [InlineData("\"nhrp\": { \"hubs\": [\"192.0.2.9\"] }",
        ConfigTextFault.Contradiction, "$.nhrp.hubs")]
    [InlineData(
        "\"peers\": [{ \"name\": \"c\", "
        + "\"traits\": [\"dead_peer_detection\"] }]",
        ConfigTextFault.Contradiction, "$.peers[0].traits")]
    [InlineData("\"peers\": [{ \"name\": \"c\", \"version\": \"v1\", "
        + "\"traits\": [\"message_id_sync\"] }]",
        ConfigTextFault.Contradiction, "$.peers[0].traits")]
    public void What_cannot_stand_is_told_where_it_stands(
        string field, ConfigTextFault fault, string path)
    {
        var error = Wrong(Changed("\"self\": 1", $"{field}, \"self\": 1"));
        Assert.Equal((fault, path), (error.Fault, error.Place.Path));
    }

    /// <summary>config-errors.txt beside this file: what each of those that stand against each other
    /// is told. HOLDFAST_UPDATE_GOLDENS=1 writes it, for a review.</summary>
    [Fact]
    public void What_is_told_of_each_that_cannot_stand_is_listed()
    {
        var told = new StringBuilder();
        foreach (var (name, isField) in ((string, bool)[])
            [
                (nameof(A_fault_has_its_line_its_column_and_its_path), false),
                (nameof(What_cannot_stand_is_told_where_it_stands), true),
            ])
        {
            var method = typeof(ConfigErrors).GetMethod(name)!;
            foreach (var data in method.GetCustomAttributes<InlineDataAttribute>()
                .SelectMany(one => one.GetData(method)))
            {
                var error = Wrong(isField
                    ? Changed("\"self\": 1", $"{data[0]}, \"self\": 1")
                    : Changed($"{data[0]}", $"{data[1]}"));

                // What is no JSON is told in the words of the platform.
                told.Append(error.Fault == ConfigTextFault.Syntax ? "" : $"{error}\n");
            }
        }

        IsUpToDate("tests/Examples/StateMachines/Composition/config-errors.txt", $"{told}");
    }

    [Fact]
    public void A_message_says_what_is_needed_and_what_to_change()
    {
        Assert.Equal(
            "(3,3): $.member: a field that is not known; did you mean members?",
            Wrong(Changed("\"self\"", "\"member\"")).ToString());
        Assert.StartsWith(
            "(3,3): $.zzz: a field that is not known; known are cluster, self, members, ",
            Wrong(Changed("\"self\"", "\"zzz\"")).ToString(), StringComparison.Ordinal);
        Assert.Equal(
            "(9,54): $.hsrp.front.priority: Hsrp.Front.Priority is 300: it must be at most 255; "
            + "lower Priority to 255",
            Wrong(Changed("\"priority\": 100 },\n", "\"priority\": 300 },\n")).ToString());
        Assert.Equal(
            "(3,11): $.self: a whole number, 1 to 255, is needed, not 0",
            Wrong(Changed("1,\n", "0,\n")).ToString());
    }

    [Fact]
    public void Columns_are_characters_not_octets() => Assert.Equal(
        new ConfigTextPlace(2, 30, "$.self"),
        Wrong(Changed("\"mars\",\n  \"self\": 1", "\"märs\", \"self\": \"x\"")).Place);

    [Fact]
    public void A_mark_before_the_text_is_skipped_and_lines_may_end_in_two_characters()
    {
        var text = "\uFEFF" + Smallest.ReplaceLineEndings("\r\n");
        Assert.Equal(Read(Smallest), Read(text));
        var error = Wrong(text.Replace("\"self\": 1", "\"self\": 0", StringComparison.Ordinal));
        Assert.Equal(new ConfigTextPlace(3, 11, "$.self"), error.Place);
    }

    [Theory]
    [InlineData("\"self\": 1,", "\"self\": 1;", "^JSON is needed: .+")]
    [InlineData("\"self\": 1,", "\"self\": 01,", "^JSON is needed: .+")]
    [InlineData(
        "\"mars\"", "\"\\ud800\"", "^text is needed, and half of a surrogate pair is none$")]
    public void What_is_no_JSON_is_told_with_what_is_needed(
        string before, string after, string says)
    {
        var error = Wrong(Changed(before, after));
        Assert.Equal(ConfigTextFault.Syntax, error.Fault);
        Assert.Matches(says, error.Message);
    }

    [Fact]
    public void What_is_no_text_is_told_at_its_first_octet()
    {
        var octets = Encoding.UTF8.GetBytes(Smallest);
        octets[Smallest.IndexOf("mars", StringComparison.Ordinal)] = 0xff;
        var error = Wrong(octets);
        Assert.Equal(ConfigTextFault.Syntax, error.Fault);
        Assert.Equal(new ConfigTextPlace(2, 15, "$"), error.Place);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{} {}")]
    public void What_is_no_configuration_at_all_is_told(string text) =>
        Assert.StartsWith("$", Wrong(text).Place.Path, StringComparison.Ordinal);

    [Fact]
    public void Depth_and_length_have_bounds()
    {
        var deep = Wrong(Changed(
            "\"self\"", $"\"comment\": {new string('[', 5_000)}{new string(']', 5_000)}, \"self\""));
        Assert.Equal(ConfigTextFault.TooDeep, deep.Fault);
        Assert.StartsWith("$.comment[0]", deep.Place.Path, StringComparison.Ordinal);

        var longest = new byte[ClusterMemberJson.LengthMax + 1];
        Array.Fill(longest, (byte)' ');
        Assert.Equal(ConfigTextFault.TooLong, Wrong(longest).Fault);
    }

    private static string Changed(string before, string after)
    {
        var text = Smallest.ReplaceLineEndings("\n");
        var at = text.IndexOf(before, StringComparison.Ordinal);
        Assert.True(at >= 0, before);
        return text[..at] + after + text[(at + before.Length)..];
    }
}
