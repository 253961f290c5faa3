using Holdfast.Codec;

namespace Holdfast.StateMachines.Replication;

/// <summary>From which entry on a term decided.</summary>
/// <param name="Term">The term.</param>
/// <param name="First">Number of its first entry.</param>
public readonly record struct Ancestor(Term Term, ulong First);

/// <summary>
/// Which terms decided a log, oldest first. Two logs agree up to where their lineages part, so a
/// member that was cut off knows exactly which of its entries nobody else has.
/// </summary>
/// <param name="Ancestors">The terms; older ones than the newest 64 are forgotten.</param>
public readonly record struct Lineage(Items<Ancestor> Ancestors)
{
    /// <summary>The most terms that are kept.</summary>
    public const int AncestorsMax = 64;

    /// <summary>The term of the newest entries.</summary>
    public Term Last => Ancestors.Count == 0 ? Term.None : Ancestors[^1].Term;

    /// <summary>The first entry that the lineage knows of.</summary>
    public ulong First => Ancestors.Count == 0 ? 0 : Ancestors[0].First;

    /// <summary>The lineage with the next term.</summary>
    public Lineage Begin(Term term, ulong first) => Ancestors.Count < AncestorsMax
        ? new(Ancestors.Add(new(term, first)))
        : new([.. Ancestors.Skip(1), new(term, first)]);

    /// <summary>The term that decided an entry; none where it is too old to be known.</summary>
    public Term TermAt(ulong index)
    {
        for (var i = Ancestors.Count - 1; i >= 0; i--)
        {
            if (Ancestors[i].First <= index)
            {
                return Ancestors[i].Term;
            }
        }

        return Term.None;
    }

    /// <summary>
    /// Whether a log that ends at a position is the beginning of this one, which ends at an index.
    /// </summary>
    public bool Contains(Position position, ulong last) => position.Index == 0
        || (position.Index <= last && position.Term.IsSome
            && TermAt(position.Index) == position.Term);

    /// <summary>The last entry that two logs have in common; 0 when none is known.</summary>
    /// <param name="last">Where this log ends.</param>
    /// <param name="other">The lineage of the other.</param>
    /// <param name="otherLast">Where the other log ends.</param>
    public ulong CommonWith(ulong last, Lineage other, ulong otherLast)
    {
        // Walks back over the terms: within a term two logs agree as far as both go.
        for (var i = Ancestors.Count - 1; i >= 0; i--)
        {
            var end = i + 1 < Ancestors.Count ? Ancestors[i + 1].First - 1 : last;
            for (var j = other.Ancestors.Count - 1; j >= 0; j--)
            {
                if (Ancestors[i].Term != other.Ancestors[j].Term)
                {
                    continue;
                }

                var otherEnd = j + 1 < other.Ancestors.Count
                    ? other.Ancestors[j + 1].First - 1
                    : otherLast;
                return Math.Min(end, otherEnd);
            }
        }

        return 0;
    }

    /// <summary>The terms, oldest first.</summary>
    public override string ToString() => string.Join(" → ", Ancestors);
}
