namespace Holdfast.Testing.Conformance.Dpd;

/// <summary>What an implementation of RFC 3706 is set to.</summary>
/// <param name="WorryAfter">How long silence is no reason to ask, §5.5.</param>
/// <param name="RetryAfter">How long each query waits for its answer.</param>
/// <param name="QueriesMax">How often a query is sent in all before the peer is dead.</param>
public sealed record DpdSettings(TimeSpan WorryAfter, TimeSpan RetryAfter, int QueriesMax)
{
    /// <summary>From the first query to the death of a peer that answers none.</summary>
    public TimeSpan DeathAfterFirstQuery => RetryAfter * QueriesMax;

    /// <inheritdoc/>
    public override string ToString() =>
        $"worry {WorryAfter.TotalSeconds:0.###} s, {QueriesMax} queries, "
        + $"{RetryAfter.TotalSeconds:0.###} s each";
}

/// <summary>What an implementation of RFC 3706 is told, for an IKE SA that agreed on DPD.</summary>
public abstract record DpdTold
{
    private DpdTold()
    {
    }

    /// <summary>An authentic packet of the peer that is no DPD message, §5.4.</summary>
    public sealed record Heard : DpdTold;

    /// <summary>Something is to be sent to the peer, §5.5.</summary>
    public sealed record Wanted : DpdTold;

    /// <summary>A protected R-U-THERE of the peer, §5.3.</summary>
    public sealed record Question(uint Number) : DpdTold;

    /// <summary>A protected R-U-THERE-ACK of the peer, §5.3.</summary>
    public sealed record Answer(uint Number) : DpdTold;

    /// <summary>An R-U-THERE-ACK that nothing protects, §5.2.</summary>
    public sealed record UnprotectedAnswer(uint Number) : DpdTold;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : DpdTold;
}

/// <summary>What an implementation of RFC 3706 says.</summary>
public abstract record DpdSaid
{
    private DpdSaid()
    {
    }

    /// <summary>Send an R-U-THERE, §5.3.</summary>
    public sealed record Ask(uint Number) : DpdSaid;

    /// <summary>Send an R-U-THERE-ACK, §5.3.</summary>
    public sealed record Acknowledge(uint Number) : DpdSaid;

    /// <summary>The peer is dead: its SAs are deleted, §5.4.</summary>
    public sealed record Dead : DpdSaid;
}
