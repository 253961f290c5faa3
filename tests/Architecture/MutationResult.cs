namespace Holdfast.Tests.Architecture;

/// <summary>What was found of the mutants of a folder: of all, or of a sample.</summary>
internal sealed record MutationResult(
    string Folder, string Date, int Killed, int Timeout, int Survived, int NoCoverage,
    MutationResult.Mutant[] Alive)
{
    /// <summary>How many there are, where not all were asked about.</summary>
    public int Mutants { get; init; }

    /// <summary>What fixed the order in which they were asked about.</summary>
    public int Seed { get; init; }

    /// <summary>Kills that were tried again, and those that did not come again.</summary>
    public int Rechecked { get; init; }

    public int Disagreed { get; init; }

    /// <summary>Kills by none but lists that the code has written of itself; null: these were not
    /// asked last.</summary>
    public int? Listed { get; init; }

    /// <summary>How long tests may take that survivors are asked of as well, and how many cases
    /// laws draw then.</summary>
    public string Slow { get; init; } = "";

    /// <summary>Survivors of which such tests were asked, and how many of these were seen.</summary>
    public int SlowAsked { get; init; }

    public int SlowKilled { get; init; }

    /// <summary>Tests that were not asked, each with why.</summary>
    public string[] LeftOut { get; init; } = [];

    public int Seen => Killed + Timeout;

    public int Asked => Seen + Survived + NoCoverage;

    public double Score => Share(Asked);

    /// <summary>The score of tests that say by themselves what is right; null: it was not asked.
    /// </summary>
    public double? Unlisted =>
        Listed is { } lists ? Math.Round(100.0 * (Seen - lists) / Asked, 1) : null;

    /// <summary>What the score has to be, in percent.</summary>
    public int Bar => IsMachine ? 90 : 85;

    /// <summary>Whether it is a folder of state machines.</summary>
    public bool IsMachine => Folder is not ("Codec" or "Generated");

    public double ScoreWith(MutationReason[] reasons) => Share(Asked - Equal(reasons));

    public int Equal(MutationReason[] reasons) => Alive.Count(
        mutant => reasons.Any(reason => reason.IsEqual && reason.Explains(mutant)));

    private double Share(int of) => Math.Round(100.0 * Seen / of, 1);

    /// <summary>A change that no test saw.</summary>
    internal sealed record Mutant(
        string File, int Line, string Status, string Mutator, string Was, string Becomes);
}
