using System.Runtime.CompilerServices;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.Testing.Draws;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// Which instrument each kind of input and output of a member moves, with which tags: the whole
/// domain, drawn from the types, as MeasuredKinds.txt. HOLDFAST_UPDATE_GOLDENS=1 writes it, for a
/// review.
/// </summary>
public sealed class MeasuredKinds
{
    private const int Draws = 120;

    [Fact]
    public void Each_kind_of_input_and_output_moves_what_is_listed()
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (at, kind) in CasesOf(typeof(ClusterMember.Input))
            .Concat(CasesOf(typeof(ClusterMember.Output))).Index())
        {
            var left = InnerOf(kind) is { } inner
                ? CasesOf(inner).ToHashSet()
                : new HashSet<Type>();
            var values = new AnyValue(
                new(Choices.FromSeed(at + 1, 1 << 16)), Instant.Zero);
            var draws = Draws * (1 + left.Count);
            for (var draw = 0; draw < draws; draw++)
            {
                if (values.Of(kind) is { } value)
                {
                    var said = InnerOf(kind) is null ? null : SaidIn(value);
                    left.Remove(said?.GetType() ?? kind);
                    lines.Add($"{NameOf(kind, said?.GetType())}: {Measured(value)}");
                }
            }

            lines.UnionWith(left.Select(one => $"{NameOf(kind, one)} is never drawn"));
        }

        var path = PathOf();
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, string.Join('\n', lines) + "\n");
        }

        Assert.Equal(File.ReadAllLines(path), lines);
    }

    [Fact]
    public void Each_decision_counts_with_who_decides_and_by_which_rule() => Assert.All(
        Enum.GetValues<ClusterMember.Part>(),
        part =>
        {
            var (instrument, value, labels) = Assert.Single(Telemetry.Of(new MemberStep(
                default, new ClusterMember.Input.Tick(), [],
                [new(1, null, part, 0, "input", new("RFC 1", "a rule"))])));
            Assert.Equal((Telemetry.Decisions, 1), (instrument, value));
            Assert.Equal(
                [WordsOf($"{part}"), "RFC 1", "a rule"],
                labels.Select(label => label.Value));
        });

    private static string Measured(object value)
    {
        var numbers = value is ClusterMember.Input input
            ? Telemetry.Of(new MemberStep(default, input, [], []))
            : Telemetry.Of(new MemberStep(
                default, new ClusterMember.Input.Tick(), [(ClusterMember.Output)value], []));
        return numbers.Count == 0
            ? "nothing"
            : string.Join(", ", numbers.Select(number =>
                $"{number.Instrument.Name} {number.Value} "
                + string.Join(' ', number.Labels.Select(LabelOf))));
    }

    // Which member it is does not matter.
    private static string LabelOf(Telemetry.Label label) =>
        $"{label.Name}={(byte.TryParse(label.Value, out _) ? "#" : label.Value)}";

    private static string NameOf(Type kind, Type? inner) =>
        $"{kind.DeclaringType!.Name}.{kind.Name}" + (inner is null ? "" : $"({inner.Name})");

    private static IEnumerable<Type> CasesOf(Type sum) =>
        sum.GetNestedTypes().Where(type => type.IsAssignableTo(sum))
            .OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>The sum of a machine that a kind carries; null: it carries none.</summary>
    private static Type? InnerOf(Type kind) => kind.GetProperties()
        .Select(property => property.PropertyType)
        .SingleOrDefault(type => type is { IsAbstract: true, Name: "Input" or "Output" });

    private static object SaidIn(object value) => value.GetType().GetProperties()
        .Single(property => property.PropertyType == InnerOf(value.GetType()))
        .GetValue(value)!;

    private static string WordsOf(string name) => string.Concat(name.Select((letter, at) =>
        (at > 0 && char.IsUpper(letter) ? "_" : "") + char.ToLowerInvariant(letter)));

    private static string PathOf([CallerFilePath] string here = "") =>
        Path.ChangeExtension(here, ".txt");
}
