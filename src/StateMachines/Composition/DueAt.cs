using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <summary>
/// A row of an index by time: when one of many is due. The index follows from what it is of, so
/// equal states have equal ones; the earliest is its first row.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Id">Who.</param>
public sealed record DueAt(Instant At, ulong Id) : IRow
{
    /// <inheritdoc/>
    public UInt128 Key => new((ulong)At.Ticks ^ (1UL << 63), Id);

    /// <inheritdoc/>
    public StateDigest Digest => StateDigest.Of((ulong)At.Ticks).With(Id);

    /// <summary>The index after one of them is due at another time.</summary>
    /// <param name="index">The index before.</param>
    /// <param name="id">Whose time it is.</param>
    /// <param name="was">When it was due; null: never.</param>
    /// <param name="at">When it is due; null: never.</param>
    public static Table<DueAt> Moved(Table<DueAt> index, ulong id, Instant? was, Instant? at)
    {
        if (was == at)
        {
            return index;
        }

        if (was is { } before)
        {
            index = index.Without(new DueAt(before, id).Key);
        }

        return at is { } after ? index.With(new(after, id)) : index;
    }
}
