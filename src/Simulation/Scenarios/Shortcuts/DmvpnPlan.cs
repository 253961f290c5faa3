using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Simulation.Scenarios.Shortcuts;

/// <summary>The addresses of two spokes.</summary>
internal static class DmvpnPlan
{
    /// <summary>The address of a spoke inside the tunnels.</summary>
    public static HostAddress Inner(int spoke) => HostAddress.From([10, 0, 0, (byte)(spoke + 1)]);

    /// <summary>The address of a spoke outside.</summary>
    public static HostAddress Outer(int spoke) => HostAddress.From([192, 0, 2, (byte)(spoke + 1)]);

    /// <summary>Where the packets for a spoke go.</summary>
    public static Binding To(int spoke) => new(Inner(spoke), 32, Outer(spoke));

    /// <summary>The number of a spoke by its address inside.</summary>
    public static int NumberOf(HostAddress inner) => inner == Inner(0) ? 0 : 1;
}
