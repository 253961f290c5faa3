using Holdfast.Codec;

namespace Holdfast.Simulation.Faults;

/// <summary>
/// What may break and be mended, as data. What is broken now is a set of bits; what each kind of
/// fault has cost is counted against its budget.
/// </summary>
/// <typeparam name="TInput">What a member takes.</typeparam>
/// <typeparam name="TOutput">What a member puts out.</typeparam>
public sealed record FaultAlphabet<TInput, TOutput>
    where TInput : notnull
    where TOutput : notnull
{
    /// <summary>The budgets, 8 at most.</summary>
    public Items<Budget> Budgets { get; init; }

    /// <summary>What may happen.</summary>
    public Items<FaultRule<TInput>> Rules { get; init; }

    /// <summary>The bit of each member that is set while it is gone; empty: none ever is.</summary>
    public Items<ulong> Gone { get; init; }

    /// <summary>The bits of which any keeps an output of one member from another one.</summary>
    public Func<int, int, TOutput, ulong> Blocks { get; init; } = static (_, _, _) => 0;

    /// <summary>The bits that must be clear before a goal is asked for.</summary>
    public ulong Disturbing { get; init; }

    /// <summary>The bits that are set in the beginning.</summary>
    public ulong Start { get; init; }

    /// <summary>Up to how many units of time without a fault or a mend are counted.</summary>
    public int QuietMax { get; init; }
}

/// <summary>How often a kind of fault may happen.</summary>
/// <param name="Name">The kind: "crash".</param>
/// <param name="Max">0 to 255.</param>
public sealed record Budget(string Name, int Max)
{
    /// <summary>Whether it is somebody's decision that nothing mends, or what the settings promise
    /// (how far clocks drift apart), or what a scenario has no time for: schedules of faults keep
    /// its budget, and have as many of any other kind as a schedule is long.</summary>
    public bool IsKept { get; init; }
}

/// <summary>What is broken, and what has broken so far.</summary>
/// <param name="Bits">What is broken now.</param>
/// <param name="Spent">Eight bits for each budget, the first lowest.</param>
/// <param name="Quiet">Units of time since the last change, saturated.</param>
public readonly record struct Damage(ulong Bits, ulong Spent, int Quiet)
{
    /// <summary>How much of a budget is spent.</summary>
    public int SpentOf(int budget) => (int)((Spent >> (8 * budget)) & 0xFF);

    internal Damage Spend(int budget) =>
        budget < 0 ? this : this with { Spent = Spent + (1ul << (8 * budget)) };
}
