using Holdfast.StateMachines.Composition;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>A number is whole however it is written, as JSON Schema says.</summary>
public sealed class WholeNumbers
{
    [Theory]
    [InlineData("100", 100u)]
    [InlineData("100.0", 100u)]
    [InlineData("100.00000000000000000000", 100u)]
    [InlineData("1e2", 100u)]
    [InlineData("1E+2", 100u)]
    [InlineData("1000e-1", 100u)]
    [InlineData("0", 0u)]
    [InlineData("-0", 0u)]
    [InlineData("0.0", 0u)]
    [InlineData("0e5", 0u)]
    [InlineData("0E5", 0u)]
    [InlineData("-0.0E-7", 0u)]
    public void What_is_whole_is_read(string text, uint number) => Assert.Equal(
        number, ConfigTexts.Read(WithPriority(text)).Hsrp.Front.Priority);

    [Theory]
    [InlineData("0.5")]
    [InlineData("1e-1")]
    [InlineData("100.00000000000000000001")]
    [InlineData("1e-40")]
    [InlineData("1E-40")]
    [InlineData("10.0e-40")]
    [InlineData("100.000000000000000000000")]
    [InlineData("100.00000000000000000000000")]
    [InlineData("\"100\"")]
    [InlineData("true")]
    public void What_is_not_whole_is_of_another_type(string text) => Assert.Equal(
        ConfigTextFault.WrongType, ConfigTexts.Wrong(WithPriority(text)).Fault);

    [Theory]
    [InlineData("-1")]
    [InlineData("4294967296")]
    [InlineData("1e10")]
    public void What_lies_beyond_is_told_with_its_bounds(string text)
    {
        var error = ConfigTexts.Wrong(WithPriority(text));
        Assert.Equal(ConfigTextFault.OutOfRange, error.Fault);
        Assert.Equal(
            $"a whole number, 0 to 4294967295, is needed, not {text}", error.Message);
    }

    private static string WithPriority(string text) => ConfigTexts.Smallest.Replace(
        "\"priority\": 100", $"\"priority\": {text}", StringComparison.Ordinal);
}
