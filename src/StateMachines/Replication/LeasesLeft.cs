namespace Holdfast.StateMachines.Replication;

/// <summary>
/// How much the data path of an active member may do before a standby has to acknowledge more, in
/// one direction: its leases are not in the state of the member, so they are said by whoever has
/// them.
/// </summary>
/// <param name="Sas">How many SAs there are.</param>
/// <param name="Fewest">Numbers left of the one that has fewest; 0 where there is none.</param>
/// <param name="UsedUp">SAs that have none left: packets of theirs wait or are dropped.</param>
public readonly record struct LeasesLeft(int Sas, ulong Fewest, int UsedUp)
{
    /// <summary>Numbers that may be sent.</summary>
    public static LeasesLeft Of(ReadOnlySpan<SequenceLease> outbound)
    {
        var left = default(LeasesLeft);
        foreach (ref readonly var lease in outbound)
        {
            left = left.With(lease.Left);
        }

        return left;
    }

    /// <summary>Numbers that may be accepted, without what the policy leaves exposed.</summary>
    public static LeasesLeft Of(ReadOnlySpan<InboundFloor> inbound)
    {
        var left = default(LeasesLeft);
        foreach (ref readonly var floor in inbound)
        {
            left = left.With(floor.Floor > floor.Top ? floor.Floor - floor.Top : 0);
        }

        return left;
    }

    private LeasesLeft With(ulong numbers) => new(
        Sas + 1,
        Sas == 0 ? numbers : Math.Min(Fewest, numbers),
        numbers == 0 ? UsedUp + 1 : UsedUp);
}
