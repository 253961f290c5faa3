using Holdfast.Codec;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Links;

namespace Holdfast.Simulation.Worlds;

/// <summary>A box of a cluster.</summary>
public sealed record MemberPlan
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its number, 1 to 255.</summary>
    public required byte Number { get; init; }

    /// <summary>Its priority in every gateway that does not order its members, 1 to 255.</summary>
    public int Priority { get; init; } = 100;

    /// <summary>Its access links by their segments, the most preferred first; empty: the front of
    /// its gateway is the only way out.</summary>
    public Items<string> Access { get; init; }

    /// <summary>Whether its SAs end on a loopback address or on one for each access link.</summary>
    public LinkSelection.Identity Identity { get; init; } = LinkSelection.Identity.Loopback;

    /// <summary>Whether it speaks the next version of the sync records: with a version number,
    /// kinds of records and of changes that others do not know.</summary>
    public bool SpeaksNext { get; init; }

    /// <summary>All of its settings; null: they follow from <see cref="WorldPlan.Policy"/>.
    /// </summary>
    public ClusterMemberConfig.Settings? Settings { get; init; }
}
