using System.Globalization;
using Holdfast.Cli.Exploring;

namespace Holdfast.Cli.Reports;

/// <summary>How often a number was met.</summary>
/// <param name="From">The number, or the first of several that are put together.</param>
/// <param name="To">The last of them.</param>
/// <param name="Count">By how many permutations, or schedules; the bar is as high.</param>
/// <param name="States">In how many states; null: nobody counts those.</param>
internal readonly record struct Bar(int From, int To, UInt128 Count, long? States)
{
    /// <summary>What stands below it.</summary>
    public string Name => From == To
        ? From.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{From}–{To}");

    /// <summary>How much that is, in words.</summary>
    /// <param name="of">What was counted.</param>
    public string Says(string of) => States is { } states
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{ProofText.Permutations(Count)} {of}, {states:N0} states")
        : $"{ProofText.Permutations(Count)} {of}";

    /// <summary>A bar for each number from 0.</summary>
    /// <param name="states">In how many states each was met.</param>
    /// <param name="permutations">How many permutations lead to those.</param>
    public static List<Bar> Of(
        IEnumerable<long> states, IEnumerable<UInt128> permutations) =>
        [.. states.Zip(permutations, (met, by) => (met, by))
            .Select((one, at) => new Bar(at, at, one.by, one.met))];

    /// <summary>A bar for each number from 0.</summary>
    public static List<Bar> Of(IEnumerable<UInt128> counts) =>
        [.. counts.Select((count, at) => new Bar(at, at, count, null))];

    /// <summary>With the one beside it.</summary>
    public Bar With(Bar next) => new(
        From, next.To, Sum(Count, next.Count), States + next.States);

    /// <summary>A sum that ends at the largest number.</summary>
    public static UInt128 Sum(UInt128 one, UInt128 other) =>
        one > UInt128.MaxValue - other ? UInt128.MaxValue : one + other;
}
