namespace Holdfast.Testing.Conformance.Replication;

/// <summary>What happens to a pair.</summary>
internal enum PairAct
{
    Tick,
    Packet,
    PeerSends,
    PeerRepeats,
    PeerRepeatsOld,

    /// <summary>As many fresh packets as no takeover may cost, one after the other.</summary>
    PeerGoesOn,
    PeerAsks,
    PeerAsksAgain,
    SomebodyForges,
    WantRequest,
    WantChild,

    /// <summary>A CHILD SA that the peer refuses, RFC 7296 §1.3.</summary>
    WantChildInVain,
    Lose,
    Double,
    Swap,
    ActiveCrashes,
    StandbyCrashes,
    Returns,

    /// <summary>The first message that was said to the active member before it took over.</summary>
    OldestMessageArrives,

    /// <summary>Any of them.</summary>
    OldMessageArrives,

    /// <summary>The last one.</summary>
    LastMessageArrives,
    Show,
}

/// <summary>What a member of a pair said, or was told beside the act itself.</summary>
/// <param name="Who">The member.</param>
/// <param name="What">What it said; null: it was told something.</param>
/// <param name="Told">What it was told; Show: it said nothing to that.</param>
internal sealed record PairSaid(string Who, MemberSaid? What, MemberTold? Told = null)
{
    public override string ToString() =>
        What is not null ? $"{Who} {What}" : $"{Who} ◂ {Told}";
}
