namespace Holdfast.Testing.Conformance.Rri;

/// <summary>What an implementation is set to.</summary>
/// <param name="Prefix">What is behind the peer.</param>
public sealed record RriSettings(string Prefix)
{
    /// <inheritdoc/>
    public override string ToString() => Prefix;
}

/// <summary>What an implementation is told, about one prefix.</summary>
public abstract record RriTold
{
    private RriTold()
    {
    }

    /// <summary>This member is active.</summary>
    public sealed record Promoted : RriTold;

    /// <summary>This member is active no longer.</summary>
    public sealed record Demoted : RriTold;

    /// <summary>An SA for the prefix is usable.</summary>
    public sealed record SaReady(int Sa) : RriTold;

    /// <summary>An SA is to be deleted: that happens on <see cref="RriSaid.Release"/>.</summary>
    public sealed record ToBeDeleted(int Sa) : RriTold;

    /// <summary>An SA is gone already.</summary>
    public sealed record Lost(int Sa) : RriTold;

    /// <summary>An SA takes the place of another.</summary>
    public sealed record Rekeyed(int Old, int New) : RriTold;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : RriTold;
}

/// <summary>What an implementation says, in the order in which it is done.</summary>
public abstract record RriSaid
{
    private RriSaid()
    {
    }

    /// <summary>Add the route.</summary>
    /// <param name="Sa">Over which SA; 0: over all of them, as through one interface.</param>
    public sealed record Add(int Sa) : RriSaid;

    /// <summary>Withdraw the route.</summary>
    public sealed record Withdraw : RriSaid;

    /// <summary>Put the route over another SA, without an instant without one.</summary>
    public sealed record Replace(int Sa) : RriSaid;

    /// <summary>The SA may be deleted.</summary>
    public sealed record Release(int Sa) : RriSaid;

    /// <summary>The virtual address may be given up.</summary>
    public sealed record Yield : RriSaid;
}
