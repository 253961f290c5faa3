using System.Text.Json.Nodes;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.Tests.Examples.StateMachines.Composition;
using static Holdfast.Tests.Examples.Simulation.Worlds.WorldTexts;

namespace Holdfast.Tests.Examples.Simulation.Worlds;

/// <summary>The schema of worlds, its page, and that the reader knows the same.</summary>
public sealed class WorldSchema
{
    [Fact]
    public void The_schema_in_docs_is_the_one_that_the_reader_has() => ConfigTexts.IsUpToDate(
        "docs/scenario.schema.json",
        Schema().ToJsonString(new() { WriteIndented = true }) + "\n");

    [Fact]
    public void The_page_in_docs_has_the_tables_of_all_fields()
    {
        const string page = "docs/scenario-json.md";
        const string mark = "## All fields\n";
        var text = File.ReadAllText(ConfigTexts.FileOf(page)).ReplaceLineEndings("\n");
        var head = text[..(text.IndexOf(mark, StringComparison.Ordinal) + mark.Length)];
        ConfigTexts.IsUpToDate(page, $"{head}\n{WorldScenarioJson.WriteReference().TrimEnd()}\n");
    }

    [Fact]
    public void The_text_of_the_page_can_stand()
    {
        var text = File.ReadAllText(ConfigTexts.FileOf("docs/scenario-json.md"));
        var from = text.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        Read(text[from..text.IndexOf("```", from, StringComparison.Ordinal)]);
    }

    [Fact]
    public void A_whole_document_has_every_field_of_the_schema_and_fits_it()
    {
        var whole = WorldDocuments.Whole();
        Assert.Null(new JsonSchemaCheck(Schema()).Wrong(whole));
        var seen = new HashSet<string>();
        See(whole);
        var absent = Schema()["$defs"]!.AsObject()
            .SelectMany(one => one.Value!["properties"]!.AsObject().Select(field => field.Key))
            .Where(name => name is not "comment" and not "$schema" && !seen.Contains(name));

        // Those are of configurations of members, and stand in other texts.
        Assert.Equal(["password_hex", "md5_key_id"], absent.Distinct());

        void See(JsonNode? at)
        {
            foreach (var (name, value) in at as JsonObject ?? [])
            {
                seen.Add(name);
                See(value);
            }

            foreach (var element in at as JsonArray ?? [])
            {
                See(element);
            }
        }
    }

    [Fact]
    public void Each_default_of_the_schema_is_what_is_read_where_a_field_is_absent()
    {
        var written = JsonNode.Parse(Write(Read(Smallest)))!;
        var check = new JsonSchemaCheck(Schema());
        var compared = 0;
        Compare(Schema().AsObject(), written, JsonNode.Parse(Smallest));
        Assert.True(compared > 40, $"{compared}");

        void Compare(JsonObject rules, JsonNode at, JsonNode? given)
        {
            foreach (var (name, rule) in check.Resolve(rules)["properties"]!.AsObject())
            {
                if (rule is not JsonObject field || at[name] is not { } value)
                {
                    continue;
                }

                if (field["default"] is { } instead && given?[name] is null)
                {
                    Assert.True(JsonNode.DeepEquals(instead, value), name);
                    compared++;
                }
                else if (value is JsonObject)
                {
                    Compare(field, value, given?[name]);
                }
                else if (value is JsonArray { Count: > 0 } list && list[0] is JsonObject first)
                {
                    Compare(field["items"]!.AsObject(), first, given?[name]?[0]);
                }
            }
        }
    }

    [Fact]
    public void A_number_or_a_time_just_beyond_its_bounds_is_refused_where_it_stands()
    {
        var tried = SchemaWalk.TryBounds(
            SchemaWalk.Leaves(Schema(), WorldDocuments.Whole())
                .Where(leaf => !leaf.Path.Contains(".settings.", StringComparison.Ordinal)),
            text => WorldScenarioJson.TryRead(text, out _, out var error) ? null : error);
        Assert.True(tried > 300, $"{tried}");
    }

    [Fact]
    public void Every_part_of_a_world_has_a_field()
    {
        var schema = Schema();
        var missing = SchemaWalk.Missing(
            typeof(WorldPlan), schema, schema["$defs"]!["world"]!.AsObject());

        // A start comes when a member starts, and prefixes come from SAs.
        Assert.All(missing, name => Assert.StartsWith(
            "members.settings.", name, StringComparison.Ordinal));
        Assert.Empty(SchemaWalk.Missing(
            typeof(TimedFault), schema, schema["$defs"]!["timed_fault"]!.AsObject()));
    }

    [Fact]
    public void Every_fault_has_a_field_and_so_has_each_of_its_values()
    {
        var schema = Schema();
        var cases = schema["$defs"]!["fault"]!["properties"]!.AsObject();
        var faults = typeof(Fault).GetNestedTypes().Where(type => type.BaseType == typeof(Fault));
        Assert.Equal(
            faults.Select(type => SchemaWalk.NameOf(type.Name)).Order(),
            cases.Select(one => one.Key).Where(name => name != "comment").Order());
        Assert.All(faults, type => Assert.Empty(SchemaWalk.Missing(
            type, schema, cases[SchemaWalk.NameOf(type.Name)]!.AsObject())));
    }
}
