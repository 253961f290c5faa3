namespace Holdfast.StateMachines.Replication;

/// <summary>
/// Who may decide: the reign of a member. Each promotion raises the reign, and of two epochs the
/// one with the higher reign, then with the higher member, is the higher one.
/// </summary>
/// <param name="Reign">How often a member was promoted so far, in the whole cluster; 0 is none.
/// </param>
/// <param name="Member">The member that reigns.</param>
public readonly record struct Epoch(uint Reign, byte Member) : IComparable<Epoch>
{
    /// <summary>Nobody reigns.</summary>
    public static Epoch None => default;

    /// <inheritdoc/>
    public int CompareTo(Epoch other) => Reign == other.Reign
        ? Member.CompareTo(other.Member)
        : Reign.CompareTo(other.Reign);

    /// <summary>For example "7.2": reign 7, member 2.</summary>
    public override string ToString() => $"{Reign}.{Member}";

    /// <summary>Lower than.</summary>
    public static bool operator <(Epoch left, Epoch right) => left.CompareTo(right) < 0;

    /// <summary>Higher than.</summary>
    public static bool operator >(Epoch left, Epoch right) => left.CompareTo(right) > 0;

    /// <summary>Lower than or the same.</summary>
    public static bool operator <=(Epoch left, Epoch right) => left.CompareTo(right) <= 0;

    /// <summary>Higher than or the same.</summary>
    public static bool operator >=(Epoch left, Epoch right) => left.CompareTo(right) >= 0;
}

/// <summary>
/// One start of a member: drawn at random when it starts, and told in all that it says. Another one
/// proves that the start before it is over, with all that it held in memory.
/// </summary>
/// <param name="Value">The number; 0 is none.</param>
public readonly record struct BootId(ulong Value)
{
    /// <summary>Hex.</summary>
    public override string ToString() => Value.ToString("x");
}

/// <summary>
/// An epoch and the start of the member that began it: a member that has lost its epochs may begin
/// one a second time, and this tells the two apart.
/// </summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Boot">The start of its member.</param>
public readonly record struct Term(Epoch Epoch, BootId Boot)
{
    /// <summary>No term.</summary>
    public static Term None => default;

    /// <summary>Whether it is one.</summary>
    public bool IsSome => Epoch.Reign != 0;

    /// <summary>The epoch.</summary>
    public override string ToString() => $"{Epoch}";
}

/// <summary>A place in a log: the term in which its entry was decided, and its number.</summary>
/// <param name="Term">The term.</param>
/// <param name="Index">The number, from 1; 0 stands before the first entry.</param>
public readonly record struct Position(Term Term, ulong Index)
{
    /// <summary>Before the first entry.</summary>
    public static Position None => default;

    /// <summary>Number and epoch.</summary>
    public override string ToString() => $"{Index}@{Term}";
}
