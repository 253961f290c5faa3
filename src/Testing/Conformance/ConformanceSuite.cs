using Holdfast.Codec;

namespace Holdfast.Testing.Conformance;

/// <summary>A property that an implementation is held to.</summary>
/// <param name="Name">The claim in plain words.</param>
/// <param name="Section">The RFC and section that it states; "no RFC" and the decision (ADR) that
/// states it.</param>
/// <param name="Invariant">Which invariant of Holdfast it is; empty: none.</param>
/// <param name="Run">Tries cases of a seed.</param>
public sealed record ConformanceProperty(
    string Name, string Section, string Invariant, Func<int, int, Verdict> Run);

/// <summary>The properties of one protocol, bound to the implementation under test.</summary>
/// <param name="Name">The protocol.</param>
/// <param name="Properties">What is claimed.</param>
public sealed record ConformanceSuite(string Name, Items<ConformanceProperty> Properties)
{
    /// <summary>The seed where none is given.</summary>
    public const int UsualSeed = 7296;

    /// <summary>How many cases are tried where no number is given.</summary>
    public const int UsualCases = 200;

    /// <summary>Runs every property.</summary>
    public ConformanceReport Run(int seed = UsualSeed, int cases = UsualCases) =>
        new([.. Properties.Select(one => one.Run(seed, cases))]);

    /// <summary>Runs one property, and throws where it does not hold: a test of one line.</summary>
    /// <param name="property">Its name.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cases">How many cases.</param>
    /// <exception cref="ConformanceException">It does not hold.</exception>
    public void Check(string property, int seed = UsualSeed, int cases = UsualCases) =>
        (Properties.FirstOrDefault(one => one.Name == property)
            ?? throw new ArgumentException($"{Name} has no property {property}", nameof(property)))
        .Run(seed, cases).ThrowIfFailed();
}
