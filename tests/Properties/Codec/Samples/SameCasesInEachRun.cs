using FsCheck;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>A run says what a change did, and not what was drawn.</summary>
public sealed class SameCasesInEachRun
{
    private static bool IsUsual => SameCasesAttribute.Seed is (7296, 4303);

    [Property(MaxTest = 1)]
    public void An_attribute_draws_the_same_first_case(DoNotSize<long> drawn) =>
        Assert.True(!IsUsual || drawn.Item == -2544608043377251389, $"{drawn.Item}");

    [Fact]
    public void A_law_is_asked_about_the_same_first_case()
    {
        var drawn = new List<uint>();
        ForAll.Cases(1, choices => choices.Next(), drawn.Add);

        Assert.True(!IsUsual || drawn is [4126705424], string.Join(' ', drawn));
    }
}
