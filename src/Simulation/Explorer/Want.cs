namespace Holdfast.Simulation.Explorer;

/// <summary>Something that is not remembered yet, and that a state cannot be expanded without.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Whom">The member, or the slot that is counted anew or exchanged; else 0.</param>
/// <param name="From">The local state, the content of a way, or what is broken.</param>
/// <param name="Input">The input, or the exchange; 0 where there is none.</param>
/// <param name="All">All numbers that are in use, where they are counted anew.</param>
internal readonly record struct Want(
    WantKind Kind, int Whom, int From, int Input = 0, Used All = default);

/// <summary>What is not remembered.</summary>
internal enum WantKind : byte
{
    /// <summary>A step of a member by an input.</summary>
    Step,

    /// <summary>The steps by which a due timer of a member expires.</summary>
    Ticks,

    /// <summary>A member a unit of time later.</summary>
    Later,

    /// <summary>The value of a slot with its numbers counted anew.</summary>
    Anew,

    /// <summary>A way with one more message.</summary>
    Put,

    /// <summary>A way a unit of time later.</summary>
    Age,

    /// <summary>The numbers in what is under way.</summary>
    Numbers,

    /// <summary>What may become of what is broken.</summary>
    Surroundings,

    /// <summary>What the value of a slot becomes by an exchange of what is alike.</summary>
    Image,
}
