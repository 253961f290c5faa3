using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Simulation.Checkers.Canaries;

/// <summary>A mistake that somebody could make, and the property that has to find it.</summary>
/// <param name="Set">The set of the plan: "HSRP".</param>
/// <param name="Row">What the plan calls it.</param>
/// <param name="Changed">What is changed.</param>
/// <param name="KilledBy">The property that must not hold with it.</param>
/// <param name="Where">The tests in which that property and its world stand.</param>
/// <param name="Breaks">What does not hold, with the mistake (true) and without.</param>
internal sealed record NamedMutant(
    string Set, string Row, string Changed, string KilledBy, string Where,
    Func<bool, Items<string>> Breaks)
{
    /// <summary>For the list of tests.</summary>
    public string Name => $"{Set}: {Row}, {Changed}";
}

/// <summary>What does not hold, found by each of the engines.</summary>
internal static class Broken
{
    private const int Histories = 400;
    private const int NumbersInHistory = 512;

    /// <summary>By an exploration; one that is not complete shows nothing.</summary>
    public static Items<string> By(Outcome outcome) =>
        outcome.Violations.Count > 0 ? [.. outcome.Violations.Select(one => one.Name).Distinct()]
        : outcome.IsComplete ? []
        : [$"{outcome.Ending} after {outcome.States} states"];

    /// <summary>By a law, along the same histories in each run: found for certain, or never.
    /// </summary>
    public static Items<string> By<T>(string name, Func<Choices, T> draw, Action<T> law) =>
        Enumerable.Range(1, Histories).Any(seed => IsBroken(() => law(
            draw(new(Choices.FromSeed(seed, NumbersInHistory))))))
            ? [name]
            : [];

    /// <summary>By a law that is asked once.</summary>
    public static Items<string> By(string name, Action law) => IsBroken(law) ? [name] : [];

    private static bool IsBroken(Action law) => Record.Exception(law) is not null;
}
