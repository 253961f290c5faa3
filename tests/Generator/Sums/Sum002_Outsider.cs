namespace Holdfast.Tests.Generator.Sums;

/// <summary>SUM002: nobody outside the body of a closed hierarchy derives from it.</summary>
public sealed class Sum002_Outsider
{
    private const string Hierarchy = """
        public abstract record State
        {
            private State() { }
            public sealed record Dead : State;
            public record Alive : State;
        }

        """;

    private const string Sneak = """
        public sealed record Sneak : State
        {
            public Sneak(State original) : base(original) { }
        }
        """;

    [Fact]
    public async Task The_copy_constructor_is_no_way_in()
    {
        Assert.Equal(["SUM002: State"], await SumCompiler.Complaints(Hierarchy + Sneak));
    }

    [Fact]
    public async Task Nor_from_another_assembly()
    {
        Assert.Equal(["SUM002: State"], await SumCompiler.Complaints(
            Sneak, SumCompiler.ReferenceAssembly(Hierarchy)));
    }

    [Fact]
    public async Task Nor_through_a_case_that_is_not_sealed()
    {
        Assert.Equal(["SUM002: State.Alive"], await SumCompiler.Complaints(
            Hierarchy + "public sealed record Lively : State.Alive;"));
        Assert.Equal(["SUM002: State.Alive(original)"], await SumCompiler.Complaints(
            Hierarchy + "public sealed record Lively(State.Alive original) "
            + ": State.Alive(original);"));
    }

    [Fact]
    public async Task Cases_in_the_body_are_what_the_body_is_for()
    {
        Assert.Empty(await SumCompiler.Complaints(Hierarchy));
    }

    [Fact]
    public async Task Cases_in_another_part_of_the_body_are_cases()
    {
        Assert.Empty(await SumCompiler.Complaints(
            Hierarchy.Replace("abstract", "abstract partial", StringComparison.Ordinal)
            + "public abstract partial record State { public sealed record Probing : State; }"));
    }

    [Theory]
    [InlineData("public abstract record Open; public sealed record One : Open;")]
    [InlineData("public abstract class Open { internal Open() { } } public class One : Open;")]
    [InlineData("public interface IOpen; public sealed record One : IOpen;")]
    public async Task What_is_not_closed_may_be_extended(string text)
    {
        Assert.Empty(await SumCompiler.Complaints(text));
    }
}
