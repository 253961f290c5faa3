using System.Reflection;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Tests.Properties.Testing;

/// <summary>Each setting of each machine is drawn with more than one value.</summary>
public sealed class SettingsAreVaried
{
    private const int Cases = 400;

    /// <summary>The configurations that a TryCreate makes of settings. Those of a pair of HSRP are
    /// drawn with the member's: their two halves agree, and each is a group's.</summary>
    public static TheoryData<string> Configs =>
    [
        .. Types.Select(type => type.DeclaringType!.Name).Order(),
    ];

    /// <summary>What is drawn only as a whole, at its defaults, within settings that have none.
    /// </summary>
    private static readonly Dictionary<string, string> Whole = new()
    {
        ["SaReplication"] = "Start.Epoch",
        ["IkeResponder"] = "Eap.RoundsMax Eap.OctetsMax Eap.Within Eap.TakesKeyless",
    };

    private static Type[] Types { get; } =
    [
        .. typeof(DeadPeerDetection).Assembly.GetExportedTypes().Where(type =>
            type is { Name: "Config", IsNested: true }
            && type != typeof(HsrpPair.Config)
            && type.GetMethod("TryCreate", BindingFlags.Public | BindingFlags.Static)
                is not null),
    ];

    [Theory]
    [MemberData(nameof(Configs))]
    public void Every_setting_of_a_machine_has_several_values(string name)
    {
        var draw = Configurations.SettingsOf(
            Types.Single(type => type.DeclaringType!.Name == name));
        var drawn = Enumerable.Range(1, Cases)
            .Select(seed => Drawn<object>.Of(seed, draw).Value).ToList();
        Assert.Equal(Whole.GetValueOrDefault(name, ""), string.Join(' ', Constant(drawn)));
    }

    /// <summary>The members of clusters have those of all machines inside, which the test of the
    /// machines asks: here some have to agree with one another.</summary>
    [Fact]
    public void Every_setting_of_a_member_has_several_values()
    {
        var drawn = Enumerable.Range(1, Cases)
            .Select(seed => Drawn<ClusterMemberConfig>.Of(
                seed, Holdfast.Testing.Worlds.WorldDraws.MemberConfig).Value)
            .ToList();
        Assert.Equal(
            [],
            Constant([.. drawn.Select(config => config.Set)]).Where(name => !name.Contains('.')));
    }

    /// <summary>The settings that are the same in all cases, and those within settings.</summary>
    private static IEnumerable<string> Constant(List<object> drawn) =>
        drawn[0].GetType().GetProperties().Where(one => one.CanWrite).SelectMany(one =>
        {
            var values = drawn.Select(one.GetValue).ToList();
            var inner = values.OfType<object>().ToList();
            return values.Distinct().Count() < 2 ? [one.Name]
                : SettingDraws.HasSettings(one.PropertyType)
                    ? Constant(inner).Select(name => $"{one.Name}.{name}")
                : [];
        });
}
