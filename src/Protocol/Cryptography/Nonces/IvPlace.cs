namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Where the IVs of one key stand when another holder goes on with it: the part of the holder
/// before, and the counter of the first IV that it has not formed. It is taken up once, since two
/// that go on from one place form the same nonces. See <see cref="IvSource"/>.
/// </summary>
public sealed class IvPlace
{
    private bool _isTaken;

    internal IvPlace(NoncePartition partition, ulong counter) =>
        (Partition, Counter) = (partition, counter);

    /// <summary>The part in which the holder before formed IVs.</summary>
    public NoncePartition Partition { get; }

    /// <summary>The first counter of that part that is free; above
    /// <see cref="NoncePartition.CounterMax"/>: none is.</summary>
    public ulong Counter { get; }

    /// <summary>
    /// After a holder that nobody can ask any more, which may have formed every IV of its part, so
    /// that only a later reign goes on from there.
    /// </summary>
    /// <param name="last">The part of that holder, as the facts have it.</param>
    public static IvPlace After(NoncePartition last) =>
        new(last, NoncePartition.CounterMax + 1);

    /// <summary>Whether a holder may go on in that part, RFC 4106 §3.1: it is of a later reign, or
    /// the same part that has IVs left.</summary>
    /// <param name="partition">The part of who goes on.</param>
    public bool AllowsIn(NoncePartition partition) => partition == Partition
        ? Counter <= NoncePartition.CounterMax
        : partition.Reign > Partition.Reign;

    /// <summary>Takes it up.</summary>
    /// <exception cref="InvalidOperationException">It has been taken up before.</exception>
    internal void Take()
    {
        if (_isTaken)
        {
            throw new InvalidOperationException($"Taken up before: {this}");
        }

        _isTaken = true;
    }

    /// <summary>The part and the counter.</summary>
    public override string ToString() => $"{Partition}, counter {Counter}";
}
