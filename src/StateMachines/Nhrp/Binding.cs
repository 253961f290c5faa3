namespace Holdfast.StateMachines.Nhrp;

/// <summary>Where the packets of a prefix go, RFC 2332 §1.</summary>
/// <param name="Prefix">An address of the prefix, inside the tunnels.</param>
/// <param name="Length">Leading bits that matter: 32 or 128 for one host.</param>
/// <param name="Nbma">The address of the router behind which they are, outside.</param>
public readonly record struct Binding(HostAddress Prefix, byte Length, HostAddress Nbma);

/// <summary>How spokes come to each other.</summary>
public enum DmvpnPhase
{
    /// <summary>Through the hub alone.</summary>
    HubOnly = 1,

    /// <summary>
    /// The next hop of a route is the other spoke, and the first packet asks for its address.
    /// </summary>
    NextHop = 2,

    /// <summary>Routes lead to the hub, which tells the spoke that there is a shorter way.
    /// </summary>
    Redirect = 3,
}
