using System.Reflection;
using System.Text.RegularExpressions;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.StateMachines;

/// <summary>Why a machine did something is told to people, and each reason is told apart.</summary>
public sealed partial class ReasonWords
{
    public static TheoryData<string> Machines =>
        [.. Reasons.Select(one => one.Machine).Distinct().Order(StringComparer.Ordinal)];

    private static readonly (string Machine, string Name, Reason Reason)[] Reasons =
    [
        .. typeof(Reason).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(
                BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(Reason))
            .Select(field => (
                field.DeclaringType!.FullName!, field.Name, (Reason)field.GetValue(null)!)),
    ];

    [Fact]
    public void Every_reason_names_who_says_so_and_the_rule() => Assert.All(
        Reasons,
        one =>
        {
            Assert.Matches(Section(), one.Reason.Section);
            Assert.False(string.IsNullOrWhiteSpace(one.Reason.Rule), $"{one}");
        });

    [Theory]
    [MemberData(nameof(Machines))]
    public void No_two_reasons_of_a_machine_say_the_same(string machine)
    {
        var said = Reasons.Where(one => one.Machine == machine)
            .Select(one => $"{one.Reason}").ToArray();
        Assert.Equal(said.Distinct(), said);
    }

    [GeneratedRegex("^(Holdfast$|RFC [0-9]+|DMVPN|HSRP MD5$|XAUTH §|mode-cfg §)")]
    private static partial Regex Section();
}
