using Microsoft.CodeAnalysis;

namespace Holdfast.Tests.Generator.Sums;

/// <summary>SUM001: a switch with an arm for every case of a closed hierarchy is total.</summary>
public sealed class Sum001_TotalSwitch
{
    private const string Hierarchy = """
        public abstract record State
        {
            private State() { }
            public sealed record Alive(int Next, string Name, string? Alias) : State;
            public sealed record Probing(uint Sequence, int? Sent) : State;
            public sealed record Dead : State;
        }

        """;

    [Theory]
    [InlineData("State.Alive => 1, State.Probing => 2, State.Dead => 3")]
    [InlineData("State.Alive alive => alive.Next, State.Probing p => 2, State.Dead => 3")]
    [InlineData("State.Alive(var n, _, _) => n, State.Probing { } => 2, State.Dead => 3")]
    [InlineData("State.Alive(int n, string s, var a) => n, State.Probing => 2, State.Dead => 3")]
    [InlineData("State.Alive(_, _, string or null) => 1, State.Probing => 2, State.Dead => 3")]
    [InlineData("State.Alive { Next: var n } => n, State.Probing => 2, State.Dead => 3")]
    [InlineData("State.Alive or State.Probing => 1, State.Dead => 3")]
    [InlineData("State.Alive and { Next: var n } => n, State.Probing => 2, State.Dead => 3")]
    [InlineData("State.Alive { Next: 3 } => 0, State.Alive => 1, State.Probing or State.Dead => 2")]
    [InlineData("State.Alive a when a.Next > 3 => 0, var other => 1")]
    public async Task An_arm_for_every_case_is_enough(string arms)
    {
        Assert.Empty(await Switch(arms));
    }

    [Theory]
    [InlineData("State.Alive => 1, State.Probing => 2")]
    [InlineData("State.Alive => 1, State.Probing(3, _) => 2, State.Dead => 3")]
    [InlineData("State.Alive => 1, State.Probing(_, int) => 2, State.Dead => 3")]
    [InlineData("State.Alive(_, _, string) => 1, State.Probing => 2, State.Dead => 3")]
    [InlineData("State.Alive { Alias: { } } => 1, State.Probing => 2, State.Dead => 3")]
    [InlineData("State.Alive { Next: > 3 } => 1, State.Probing => 2, State.Dead => 3")]
    [InlineData("State.Alive { Name.Length: > 3 } => 1, State.Probing => 2, State.Dead => 3")]
    [InlineData("State.Alive a when a.Next > 3 => 0, State.Probing => 2, State.Dead => 3")]
    [InlineData("State.Alive and { Next: 3 } => 0, State.Probing => 2, State.Dead => 3")]
    [InlineData("State.Alive => 1, not State.Alive and State.Probing => 2")]
    public async Task A_missing_or_partial_arm_is_still_an_error(string arms)
    {
        Assert.Equal(["CS8509: switch"], await Switch(arms));
    }

    [Fact]
    public async Task A_subject_that_may_be_null_needs_an_arm_for_null()
    {
        const string arms = "State.Alive => 1, State.Probing => 2, State.Dead => 3";

        Assert.Equal(["CS8509: switch"], await Switch(arms, subject: "State?"));
        Assert.Empty(await Switch(arms + ", null => 4", subject: "State?"));
    }

    [Theory]
    [InlineData("public State() { }")]
    [InlineData("protected State() { }")]
    [InlineData("internal State() { }")]
    [InlineData("private State() { } private protected State(int x) { }")]
    public async Task A_hierarchy_that_others_may_extend_is_not_closed(string constructors)
    {
        var open = Hierarchy.Replace("private State() { }", constructors, StringComparison.Ordinal);

        Assert.Equal(["CS8509: switch"], await Switch(
            "State.Alive => 1, State.Probing => 2, State.Dead => 3", hierarchy: open));
    }

    [Fact]
    public async Task A_case_that_is_closed_itself_is_covered_by_its_own_cases()
    {
        const string nested = """
            public abstract record State
            {
                private State() { }
                public sealed record Dead : State;
                public abstract record Live : State
                {
                    private Live() { }
                    public sealed record Alive : Live;
                    public sealed record Probing : Live;
                }
            }

            """;

        Assert.Empty(await Switch("State.Live => 1, State.Dead => 2", hierarchy: nested));
        Assert.Empty(await Switch(
            "State.Live.Alive => 1, State.Live.Probing => 2, State.Dead => 3", hierarchy: nested));
        Assert.Equal(["CS8509: switch"], await Switch(
            "State.Live.Alive => 1, State.Dead => 3", hierarchy: nested));
    }

    [Fact]
    public async Task A_generic_hierarchy_is_closed_for_each_argument()
    {
        const string text = """
            public abstract record Answer<T>
            {
                private Answer() { }
                public sealed record Good(T Value) : Answer<T>;
                public sealed record Bad(string Why) : Answer<T>;
            }

            public static class Use
            {
                public static int Total(Answer<int> answer) => answer switch
                {
                    Answer<int>.Good(var value) => value,
                    Answer<int>.Bad => 0,
                };

                public static int Partial<T>(Answer<T> answer) => answer switch
                {
                    Answer<T>.Good => 1,
                };
            }
            """;

        Assert.Equal(["CS8509: switch"], await SumCompiler.Complaints(text));
    }

    [Fact]
    public async Task A_hierarchy_of_another_assembly_is_closed_there_too()
    {
        var library = SumCompiler.ReferenceAssembly(Hierarchy);

        Assert.Empty(await Switch(
            "State.Alive => 1, State.Probing => 2, State.Dead => 3", hierarchy: "", library));
        Assert.Equal(["CS8509: switch"], await Switch(
            "State.Alive => 1, State.Probing => 2", hierarchy: "", library));
    }

    [Fact]
    public async Task A_hierarchy_that_its_own_assembly_extends_is_not_closed_elsewhere()
    {
        var library = SumCompiler.ReferenceAssembly(
            Hierarchy.Replace("private State", "internal State", StringComparison.Ordinal)
            + "internal sealed record Hidden : State;");

        Assert.Equal(["CS8509: switch"], await Switch(
            "State.Alive => 1, State.Probing => 2, State.Dead => 3", hierarchy: "", library));
    }

    [Fact]
    public async Task A_missing_value_of_a_plain_enum_stays_an_error()
    {
        const string text = """
            public enum Side { Left, Right }

            public static class Use
            {
                public static int Of(Side side) => side switch { Side.Left => 1 };
            }
            """;

        Assert.Equal(["CS8509: switch"], await SumCompiler.Complaints(text));
    }

    private static Task<string[]> Switch(
        string arms,
        string hierarchy = Hierarchy,
        MetadataReference? library = null,
        string subject = "State") =>
        SumCompiler.Complaints(
            $$"""
            {{hierarchy}}
            public static class Use
            {
                public static int Of({{subject}} state) => state switch { {{arms}} };
            }
            """,
            library is null ? [] : [library]);
}
