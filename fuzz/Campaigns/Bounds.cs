namespace Holdfast.Fuzz.Campaigns;

/// <summary>When a run ends, and what it draws from.</summary>
/// <param name="Time">For how long it runs.</param>
/// <param name="Executions">How many at most.</param>
/// <param name="UntilFinding">Whether the first finding is the end.</param>
/// <param name="Seed">What chance is drawn from in the first run.</param>
internal readonly record struct Bounds(
    TimeSpan Time, long Executions, bool UntilFinding = false, ulong Seed = 1);
