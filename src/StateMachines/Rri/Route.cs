namespace Holdfast.StateMachines.Rri;

/// <summary>Where a route leads: a gateway, an interface (of a tunnel), or both.</summary>
/// <param name="Gateway">The peer or the router before it; null: the interface alone.</param>
/// <param name="Interface">The index of the interface; 0: whatever leads to the gateway.</param>
public readonly record struct NextHop(HostAddress? Gateway, int Interface)
{
    /// <summary>"via 10.0.0.1 dev 7".</summary>
    public override string ToString() =>
        (Gateway is { } gateway ? $"via {gateway}" : "")
        + (Gateway is not null && Interface != 0 ? " " : "")
        + (Interface != 0 ? $"dev {Interface}" : "");
}

/// <summary>A route through an SA.</summary>
/// <param name="Prefix">What is behind the peer.</param>
/// <param name="Via">Where it leads.</param>
/// <param name="Distance">The administrative distance: 1 to 253, lower is preferred.</param>
/// <param name="Tag">By which routing protocols, and we after a restart, know it.</param>
/// <param name="Vrf">The routing table in which it stands; 0 is the main one.</param>
public sealed record Route(Prefix Prefix, NextHop Via, int Distance, uint Tag, uint Vrf)
{
    /// <summary>As people write it.</summary>
    public override string ToString() =>
        $"{Prefix} {Via} distance {Distance} tag {Tag} vrf {Vrf}";
}
