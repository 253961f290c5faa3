namespace Holdfast.Simulation.Scenarios.RriOrder;

/// <summary>How the ends of a tunnel are wrong: all but the first are canaries.</summary>
public enum TunnelFlaw : byte
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>What a step wants done is done from the last to the first.</summary>
    RouteWithdrawnAfterSa,

    /// <summary>It forwards before what is protected is guarded.</summary>
    ForwardsBeforeGuard,

    /// <summary>A daemon that starts removes old SAs before it looks at old routes.</summary>
    SasFlushedFirst,

    /// <summary>Who closes an SA stops receiving before the other end has answered.</summary>
    ReceiverLeavesFirst,

    /// <summary>Who answers sends over the new SA before the other end is known to have it.
    /// </summary>
    SentUnproven,

    /// <summary>Who answers does so before it has done what follows.</summary>
    AnsweredBeforeDone,

    /// <summary>That the other end is dead changes nothing.</summary>
    DeathUnheeded,

    /// <summary>A rekey is an SA that goes, and then one that comes.</summary>
    DeletedBeforeAdded,

    /// <summary>A route is replaced by taking it away, and adding another one.</summary>
    ReplacedInTwoSteps,

    /// <summary>
    /// A route is replaced by adding another one, and by taking away whatever is there.
    /// </summary>
    OldWithdrawalTakesNewRoute,

    /// <summary>A route is never taken away.</summary>
    RouteKept,
}
