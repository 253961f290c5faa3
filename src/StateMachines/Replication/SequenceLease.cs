namespace Holdfast.StateMachines.Replication;

/// <summary>
/// The sequence numbers that a member may give to outbound packets of an SA (RFC 4303 §3.3.3):
/// those up to <see cref="Through"/>, which a standby has acknowledged. Whoever takes over goes on
/// behind it, so no number is sent twice, and what is skipped counts against the SA's numbers
/// (RFC 6027 §3.4). A value: 24 octets, nothing allocated.
/// </summary>
public readonly record struct SequenceLease
{
    private SequenceLease(ulong taken, ulong through, ulong last)
    {
        Taken = taken;
        Through = through;
        Last = last;
    }

    /// <summary>The highest number that counts as sent; 0 is none.</summary>
    public ulong Taken { get; }

    /// <summary>The highest number that may be sent so far: the last of the lease.</summary>
    public ulong Through { get; }

    /// <summary>The last number of the SA: 2^32 − 1, or 2^64 − 1 with extended numbers.</summary>
    public ulong Last { get; }

    /// <summary>Numbers that may be sent before the lease must be renewed.</summary>
    public ulong Left => Through - Taken;

    /// <summary>Numbers that the SA has left in its life, leased or not.</summary>
    public ulong Budget => Last - Taken;

    /// <summary>Whether the last number is taken: the SA has to be rekeyed.</summary>
    public bool IsSpent => Taken == Last;

    /// <summary>The lease of a new SA: nothing is sent, nothing is granted.</summary>
    /// <param name="extended">Whether numbers have 64 bits, RFC 4303 §2.2.1.</param>
    public static SequenceLease New(bool extended) => new(0, 0, LastOf(extended));

    /// <summary>
    /// The lease of whoever takes over: everything that was granted counts as sent.
    /// </summary>
    /// <param name="through">The end of the lease that is known; beyond the last number: that.
    /// </param>
    /// <param name="extended">Whether numbers have 64 bits.</param>
    public static SequenceLease TakenOver(ulong through, bool extended)
    {
        var last = LastOf(extended);
        var taken = Math.Min(through, last);
        return new(taken, taken, last);
    }

    /// <summary>The last number of an SA.</summary>
    public static ulong LastOf(bool extended) => extended ? ulong.MaxValue : uint.MaxValue;

    /// <summary>
    /// Takes the next number; false: the lease is used up, or (<see cref="IsSpent"/>) the SA.
    /// </summary>
    /// <param name="number">The number for one packet; 0 where there is none.</param>
    /// <param name="rest">The lease without it.</param>
    public bool TryTake(out ulong number, out SequenceLease rest)
    {
        // RFC 4303 §3.3.3: the counter never cycles. Taken ≤ Through ≤ Last, so the sum cannot.
        if (Taken >= Through)
        {
            number = 0;
            rest = this;
            return false;
        }

        number = Taken + 1;
        rest = new(number, Through, Last);
        return true;
    }

    /// <summary>
    /// The lease with its end acknowledged further on. An end that is known already, or comes late,
    /// changes nothing: leases never shrink.
    /// </summary>
    public SequenceLease Renew(ulong through) =>
        new(Taken, Math.Max(Through, Math.Min(through, Last)), Last);

    /// <summary>
    /// The end to ask for, once no more than the low water is left; null while there is enough, and
    /// where the SA has no more numbers.
    /// </summary>
    /// <param name="block">Numbers in a lease.</param>
    /// <param name="lowWater">Numbers left at which it is renewed.</param>
    public ulong? Wanted(ulong block, ulong lowWater)
    {
        if (Left > lowWater || Through == Last)
        {
            return null;
        }

        var wanted = block > Budget ? Last : Taken + block;
        return wanted > Through ? wanted : null;
    }

    /// <summary>What was sent, what may be, and what there is.</summary>
    public override string ToString() => $"{Taken} of {Through} leased, {Last} in all";
}
