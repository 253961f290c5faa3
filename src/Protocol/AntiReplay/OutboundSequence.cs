using System.Runtime.CompilerServices;

namespace Holdfast.Protocol.AntiReplay;

/// <summary>What a request for the next sequence number gives.</summary>
public enum SequenceVerdict : byte
{
    /// <summary>A number.</summary>
    Taken,

    /// <summary>None until the lease is renewed.</summary>
    LeaseUsedUp,

    /// <summary>None for ever: the SA has to be rekeyed.</summary>
    Exhausted,
}

/// <summary>
/// The sequence numbers of an outbound SA, RFC 4303 §2.2 and §3.3.3: 1, 2, 3, ... of 32 or 64 bits,
/// each one time, and never over the end. Allocates nothing for a packet; not for two threads at a
/// time.
/// </summary>
public sealed class OutboundSequence
{
    // 0 where the last number is taken: it is never sent.
    private ulong _next;

    /// <summary>Numbers from the first one on.</summary>
    /// <param name="extended">Whether numbers have 64 bits.</param>
    /// <param name="next">The first number: 1, or after a takeover the end of the lease.</param>
    public OutboundSequence(bool extended, ulong next = 1)
    {
        Last = extended ? ulong.MaxValue : uint.MaxValue;
        ArgumentOutOfRangeException.ThrowIfZero(next);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(next, Last);
        _next = next;
        LeasedThrough = Last;
    }

    /// <summary>The last number that there is.</summary>
    public ulong Last { get; }

    /// <summary>
    /// The highest number that may be sent so far: one below the end of the lease that a standby
    /// has acknowledged; without a standby the last that there is.
    /// </summary>
    public ulong LeasedThrough { get; set; }

    /// <summary>The number that comes next; null: the last one is taken.</summary>
    public ulong? Next => _next == 0 ? null : _next;

    /// <summary>Takes the next number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SequenceVerdict Take(out ulong number)
    {
        number = _next;
        if (number == 0)
        {
            return SequenceVerdict.Exhausted;
        }

        if (number > LeasedThrough)
        {
            number = 0;
            return SequenceVerdict.LeaseUsedUp;
        }

        // RFC 4303 §3.3.3: the counter never cycles while the SA lives.
        _next = number == Last ? 0 : number + 1;
        return SequenceVerdict.Taken;
    }
}
