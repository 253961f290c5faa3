using System.Collections;
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
        Assert.Equal([], Constant(drawn));
    }

    /// <summary>Of the members of clusters too, with all that is inside. The prefix of a route is
    /// its SA's: what is set of it is not heeded.</summary>
    [Fact]
    public void Every_setting_of_a_member_has_several_values()
    {
        var drawn = Enumerable.Range(1, Cases)
            .Select(seed => Drawn<ClusterMemberConfig>.Of(
                seed, Holdfast.Testing.Worlds.WorldDraws.MemberConfig).Value)
            .ToList();
        Assert.Equal(["Routes.Prefix"], Constant([.. drawn.Select(config => config.Set)]));
    }

    /// <summary>The settings that are the same in all cases, those within settings and those of
    /// the elements of lists too.</summary>
    private static IEnumerable<string> Constant(List<object> drawn) =>
        drawn[0].GetType().GetProperties().Where(one => one.CanWrite).SelectMany(one =>
        {
            var values = drawn.Select(one.GetValue).ToList();
            if (values.Distinct().Count() < 2)
            {
                return [one.Name];
            }

            var element = SettingDraws.ElementOf(one.PropertyType);
            var inner = element is null ? values.OfType<object>()
                : values.OfType<IEnumerable>().SelectMany(list => list.Cast<object>());
            return SettingDraws.HasSettings(element ?? one.PropertyType)
                ? Constant([.. inner]).Select(name => $"{one.Name}.{name}")
                : [];
        });
}
