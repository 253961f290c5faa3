using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>The other end of a failover.</content>
public sealed partial record FailoverReport
{
    /// <summary>The end of a reign, told by the member that reigned.</summary>
    /// <param name="Member">The member.</param>
    /// <param name="Epoch">The epoch that ended.</param>
    /// <param name="At">When it stopped: no ESP and no IKE since.</param>
    /// <param name="Cause">Why.</param>
    /// <param name="Why">The rule that began it.</param>
    /// <param name="RoutesWithdrawn">Routes that were withdrawn with it.</param>
    /// <param name="GivenUpAt">When both addresses were given up; null: they are not yet.</param>
    public sealed record ReignEnd(
        byte Member, Epoch Epoch, Instant At, FailoverCause Cause, Reason Why,
        int RoutesWithdrawn, Instant? GivenUpAt);
}
