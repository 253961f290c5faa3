using Holdfast.Codec;

namespace Holdfast.Simulation.Faults;

/// <summary>A fault, or what mends it. Where its condition does not hold, it does not happen.
/// </summary>
/// <param name="Name">For traces: "crash alice".</param>
/// <typeparam name="TInput">What a member takes.</typeparam>
public sealed record FaultRule<TInput>(string Name)
    where TInput : notnull
{
    /// <summary>The budget that it is taken from; null: it mends, and costs nothing.</summary>
    public int? Budget { get; init; }

    /// <summary>Whether it is what members and peers do anyway, such as a packet that is sent: it
    /// neither breaks nor mends, and is no fault of a schedule.</summary>
    public bool IsTraffic { get; init; }

    /// <summary>Bits that must be set, all of them.</summary>
    public ulong Needs { get; init; }

    /// <summary>Bits of which one at least must be set; zero asks for none.</summary>
    public ulong NeedsAny { get; init; }

    /// <summary>Bits that must be clear.</summary>
    public ulong Forbids { get; init; }

    /// <summary>Bits that it sets.</summary>
    public ulong Sets { get; init; }

    /// <summary>Bits that it clears.</summary>
    public ulong Clears { get; init; }

    /// <summary>What it does to members, in this order.</summary>
    public Items<FaultEffect<TInput>> Effects { get; init; }

    internal bool May(Damage damage, Items<Budget> budgets) =>
        (damage.Bits & Needs) == Needs
        && (NeedsAny == 0 || (damage.Bits & NeedsAny) != 0)
        && (damage.Bits & Forbids) == 0
        && (Budget is not { } budget || damage.SpentOf(budget) < budgets[budget].Max);

    internal Damage On(Damage damage) =>
        damage.Spend(Budget ?? -1) with
        {
            Bits = (damage.Bits & ~Clears) | Sets,
            Quiet = 0,
        };
}

/// <summary>What a fault does to a member.</summary>
/// <typeparam name="TInput">What a member takes.</typeparam>
public abstract record FaultEffect<TInput>
    where TInput : notnull
{
    private FaultEffect()
    {
    }

    /// <summary>It forgets all it knew, and is as in the beginning.</summary>
    public sealed record Forget(int Member) : FaultEffect<TInput>;

    /// <summary>It takes an input.</summary>
    /// <param name="Member">Its index.</param>
    /// <param name="Input">The input.</param>
    /// <param name="Unless">Bits of which each prevents it.</param>
    public sealed record Take(int Member, TInput Input, ulong Unless = 0) : FaultEffect<TInput>;
}
