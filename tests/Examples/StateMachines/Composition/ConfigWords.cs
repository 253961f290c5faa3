using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Links;
using Holdfast.Tests.Examples.Simulation.Worlds;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>What is told of texts and configurations besides the fields of a member.</summary>
public sealed class ConfigWords
{
    [Fact]
    public void The_name_of_a_schema_is_a_string()
    {
        var text = ConfigTexts.Smallest;
        var at = text.IndexOf('{', StringComparison.Ordinal) + 1;
        _ = ConfigTexts.Read(text.Insert(at, "\"$schema\": \"x\","));
        var error = ConfigTexts.Wrong(text.Insert(at, "\"$schema\": 5,"));
        Assert.Equal(
            (ConfigTextFault.WrongType, "a string is needed"), (error.Fault, error.Message));
    }

    /// <summary>A fault of a scenario is one of several objects.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "crash": { "who": "alice" }, "restart": { "who": "alice" } }""")]
    public void One_of_several_is_neither_none_nor_two(string fault)
    {
        const string crash = """{ "crash": { "who": "alice" } }""";
        Assert.Contains(crash, WorldTexts.Smallest, StringComparison.Ordinal);
        _ = WorldTexts.Read(WorldTexts.Smallest);
        var error = WorldTexts.Wrong(
            WorldTexts.Smallest.Replace(crash, fault, StringComparison.Ordinal));
        Assert.Equal(ConfigTextFault.MissingField, error.Fault);
        Assert.Matches("^exactly one field of crash, .*, .* is needed$", error.Message);
    }

    [Fact]
    public void What_has_a_page_of_its_own_is_referred_to_there()
    {
        var text = Holdfast.Simulation.Worlds.WorldScenarioJson.WriteReference();
        var of = ClusterMemberJson.WriteReference();
        var name = of[4..of.IndexOf('\n', StringComparison.Ordinal)];
        Assert.Contains($"(cluster-member-json.md#{name})", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"(#{name})", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_is_its_error_behind_the_rule_that_does_not_hold()
    {
        var error = new ConfigError("Hello", "1 s", "at least 2 s", "raise Hello to 2 s");
        Assert.Equal($"{error}", $"{new ClusterMemberConfig.Warning(null, error)}");
        var rule = Enum.GetValues<TimingBudget.Rule>()[^1];
        Assert.Equal($"{rule}: {error}", $"{new ClusterMemberConfig.Warning(rule, error)}");
    }
}
