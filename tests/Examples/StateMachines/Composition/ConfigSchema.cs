using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.StateMachines.Composition;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>The schema of configurations, its page, and that the reader knows the same.</summary>
public sealed class ConfigSchema
{
    [Fact]
    public void The_schema_in_docs_is_the_one_that_the_reader_has() => IsUpToDate(
        "docs/cluster-member.schema.json",
        Schema().ToJsonString(new() { WriteIndented = true }) + "\n");

    [Fact]
    public void The_page_in_docs_has_the_tables_of_all_fields()
    {
        const string page = "docs/cluster-member-json.md";
        const string mark = "## All fields\n";
        var text = File.ReadAllText(FileOf(page)).ReplaceLineEndings("\n");
        var head = text[..(text.IndexOf(mark, StringComparison.Ordinal) + mark.Length)];
        IsUpToDate(page, $"{head}\n{ClusterMemberJson.WriteReference().TrimEnd()}\n");
    }

    [Fact]
    public void Samples_fit_the_schema()
    {
        foreach (var name in ConfigTexts.Samples)
        {
            Assert.Null(new JsonSchemaCheck(Schema()).Wrong(JsonNode.Parse(Sample(name))));
        }
    }

    [Fact]
    public void The_schema_refuses_what_it_should()
    {
        var check = new JsonSchemaCheck(Schema());
        Assert.Equal("$.self: maximum", check.Wrong(Smallish("self", 256)));
        Assert.Equal("$.selves: unknown", check.Wrong(Smallish("selves", 1)));
        Assert.Equal("$.self: type", check.Wrong(Smallish("self", "1")));
        Assert.Equal(
            "$.liveness.idle_after: x-maximum",
            check.Wrong(Smallish("liveness", new JsonObject { ["idle_after"] = "25h" })));
    }

    [Fact]
    public void Each_default_of_the_schema_is_what_is_read_where_a_field_is_absent()
    {
        var written = JsonNode.Parse(Write(Read(Smallest)))!;
        var check = new JsonSchemaCheck(Schema());
        var compared = 0;
        Compare(check, Schema().AsObject(), written);
        Assert.True(compared > 100, $"{compared}");

        void Compare(JsonSchemaCheck check, JsonObject rules, JsonNode at)
        {
            foreach (var (name, rule) in check.Resolve(rules)["properties"]!.AsObject())
            {
                if (rule is not JsonObject field || at[name] is not { } value)
                {
                    continue;
                }

                if (field["default"] is { } instead && !name.Equals("priority", StringComparison.Ordinal))
                {
                    Assert.True(JsonNode.DeepEquals(instead, value), name);
                    compared++;
                }
                else if (value is JsonObject && field.ContainsKey("$ref"))
                {
                    Compare(check, field, value);
                }
            }
        }
    }

    [Fact]
    public void A_number_or_a_time_just_beyond_its_bounds_is_refused_where_it_stands()
    {
        var tried = SchemaWalk.TryBounds(
            SchemaWalk.Leaves(Schema(), ConfigDocuments.Whole()),
            text => ClusterMemberJson.TryRead(text, out _, out var error) ? null : error);
        Assert.True(tried > 300, $"{tried}");
    }

    [Fact]
    public void No_machine_has_other_bounds_than_the_schema_says()
    {
        // What stands in the way of a bound is another value: in these pairs and no others.
        string[] pairs =
        [
            "$.dpd.retry_max", "$.hsrp.back.group", "$.hsrp.back.hello_time",
            "$.hsrp.back.hold_time", "$.hsrp.back.preempt_delay", "$.hsrp.back.priority",
            "$.hsrp.front.group", "$.hsrp.front.hello_time", "$.hsrp.front.hold_time",
            "$.hsrp.front.priority", "$.liveness.give_up_after", "$.liveness.hints_ignored_for",
            "$.liveness.sends_max", "$.members[1].number", "$.members[2].number",
            "$.message_ids.retry_max", "$.nhrp.registration.retry_max",
            "$.nhrp.server.purge_retry_after", "$.nhrp.shortcut.purge_retry_after",
            "$.nhrp.shortcut.refresh_before", "$.prefixes_max", "$.qcd.maker.tokens_every",
            "$.replication.detect_within", "$.replication.hold_time", "$.replication.silent_after", "$.replication.stale_for",
            "$.replication.synced_for", "$.replication.tail_max", "$.self",
        ];
        var stopped = new HashSet<string>();
        foreach (var (path, rules, with) in SchemaWalk.Leaves(Schema(), ConfigDocuments.Whole()))
        {
            foreach (var (_, value) in SchemaWalk.Bounds(rules).Where(bound => bound.IsInside))
            {
                if (!ClusterMemberJson.TryRead(
                    System.Text.Encoding.UTF8.GetBytes(with(value).ToJsonString()), out _,
                    out var error) && error.Place.Path == path)
                {
                    stopped.Add(Regex.Replace(path, @"^\$\.peers\[\d\](\.watches_us)?", "$"));
                }
            }
        }

        Assert.True(stopped.SetEquals(pairs), string.Join('\n', stopped.Order()));
    }

    [Fact]
    public void Every_setting_has_a_field()
    {
        // The start comes when a member starts, prefixes come from SAs, whether traffic settles
        // from the shell; the rest stands above.
        HashSet<string> elsewhere =
        [
            "replication.member", "replication.members", "replication.start", "routes.prefix",
            "drain.settles_traffic",
        ];
        var missing = SchemaWalk.Missing(
            typeof(ClusterMemberConfig.Settings), Schema(), Schema().AsObject());
        Assert.Empty(missing.Except(elsewhere));
    }

    private static JsonNode Smallish(string name, JsonNode value)
    {
        var text = JsonNode.Parse(Smallest)!;
        text[name] = value;
        return text;
    }
}
