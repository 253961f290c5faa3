using System.Text;
using Holdfast.Codec;

namespace Holdfast.Testing.Conformance;

/// <summary>What came of a property, as data.</summary>
/// <param name="Suite">The suite.</param>
/// <param name="Property">Its name: a claim in plain words.</param>
/// <param name="Section">The RFC and section that it states; "no RFC" and the decision (ADR) that
/// states it.</param>
/// <param name="Invariant">Which invariant of Holdfast it is; empty: none.</param>
/// <param name="Seed">The seed of the run: the same one gives the same cases.</param>
/// <param name="Cases">How many were tried.</param>
/// <param name="Why">What is wrong; null: the property holds in all of them.</param>
/// <param name="Trace">The shortest history found that breaks it, a numbered line for each event.
/// </param>
public sealed record Verdict(
    string Suite, string Property, string Section, string Invariant, int Seed, int Cases,
    string? Why, Items<string> Trace)
{
    /// <summary>Whether it holds.</summary>
    public bool Passed => Why is null;

    /// <summary>Does nothing where it holds.</summary>
    /// <exception cref="ConformanceException">It does not: the message is the whole verdict.
    /// </exception>
    public void ThrowIfFailed()
    {
        if (!Passed)
        {
            throw new ConformanceException(ToString());
        }
    }

    /// <summary>Its first line.</summary>
    internal string Head
    {
        get
        {
            var about = Invariant.Length == 0 ? Section : $"{Section}, {Invariant}";
            return $"{(Passed ? "✓" : "✗")} {Suite}: {Property} ({about}), "
                + $"seed {Seed}, {Cases} {(Cases == 1 ? "case" : "cases")}";
        }
    }

    /// <summary>As people read it: the claim, the seed, the trace, and what is wrong.</summary>
    public override string ToString()
    {
        if (Passed)
        {
            return Head;
        }

        var text = new StringBuilder(Head);
        foreach (var line in Trace)
        {
            text.Append("\n  ").Append(line);
        }

        return text.Append("\n  → ").Append(Why).ToString();
    }
}

/// <summary>The verdicts of a suite.</summary>
/// <param name="Verdicts">One for each property.</param>
public sealed record ConformanceReport(Items<Verdict> Verdicts)
{
    /// <summary>Whether all hold.</summary>
    public bool Passed => Verdicts.All(one => one.Passed);

    /// <summary>Those that do not.</summary>
    public IEnumerable<Verdict> Failures => Verdicts.Where(one => !one.Passed);

    /// <summary>Does nothing where all hold.</summary>
    /// <exception cref="ConformanceException">Some do not.</exception>
    public void ThrowIfFailed()
    {
        if (!Passed)
        {
            throw new ConformanceException($"{new ConformanceReport([.. Failures])}");
        }
    }

    /// <summary>A line for each property, and the trace of each that does not hold; one and the
    /// same once.</summary>
    public override string ToString()
    {
        var told = new Dictionary<(string?, Items<string>), Verdict>();
        return string.Join("\n", Verdicts.Select(one =>
            one.Passed || told.TryAdd((one.Why, one.Trace), one)
                ? $"{one}"
                : $"{one.Head}\n  → as before: {one.Why!.Split('\n')[0]}"));
    }
}

/// <summary>An implementation does not conform; the message says where, with seed and trace.
/// </summary>
/// <param name="message">The verdicts.</param>
public sealed class ConformanceException(string message) : Exception(message);
