using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Simulation.Scenarios.Shortcuts;

/// <summary>A step of a spoke's shortcut: the shipped one, or one that is wrong.</summary>
public delegate Next<NhrpShortcut.State, NhrpShortcut.Output> ShortcutStep(
    NhrpShortcut.Config config, NhrpShortcut.State state, Instant now, NhrpShortcut.Input input);

/// <summary>What a router is configured with.</summary>
/// <param name="Spoke">The number of a spoke, 0 or 1; null: the hub.</param>
/// <param name="Shortcut">The machine of spokes.</param>
/// <param name="Server">The machine of the hub.</param>
/// <param name="Step">The step of spokes.</param>
public sealed record RouterConfig(
    int? Spoke, NhrpShortcut.Config Shortcut, NhrpServer.Config Server, ShortcutStep Step);

/// <summary>A spoke or the hub.</summary>
public abstract record RouterState
{
    private RouterState()
    {
    }

    /// <summary>A spoke, and its end of the SA with the other one.</summary>
    /// <param name="Is">The shipped machine.</param>
    /// <param name="HasSa">Whether it has the SA.</param>
    /// <param name="IsInstalled">Whether its packets take the shortcut.</param>
    /// <param name="DoubtsAt">When its liveness check finds that the other end is gone.</param>
    public sealed record Spoke(
        NhrpShortcut.State Is, bool HasSa, bool IsInstalled, Instant? DoubtsAt) : RouterState;

    /// <summary>The hub.</summary>
    public sealed record Hub(NhrpServer.State Is) : RouterState;
}

/// <summary>What happens to a router.</summary>
public abstract record RouterInput
{
    private RouterInput()
    {
    }

    /// <summary>What a spoke's machine takes.</summary>
    public sealed record ToSpoke(NhrpShortcut.Input Input) : RouterInput;

    /// <summary>What the hub's machine takes.</summary>
    public sealed record ToHub(NhrpServer.Input Input) : RouterInput;

    /// <summary>A spoke is asked for an SA by the other one.</summary>
    public sealed record SaOpened : RouterInput;

    /// <summary>The other spoke has the SA, too.</summary>
    public sealed record SaConfirmed : RouterInput;

    /// <summary>A spoke loses the SA.</summary>
    public sealed record SaLost : RouterInput;

    /// <summary>The other end has lost it: the liveness check will find out.</summary>
    public sealed record OtherLost : RouterInput;

    /// <summary>The hub has crashed: what it knew is gone.</summary>
    public sealed record Crash : RouterInput;

    /// <summary>A timer is due.</summary>
    public sealed record Tick : RouterInput;
}

/// <summary>What a router puts out.</summary>
public abstract record RouterOutput
{
    private RouterOutput()
    {
    }

    /// <summary>Of a spoke.</summary>
    public sealed record OfSpoke(NhrpShortcut.Output Output) : RouterOutput;

    /// <summary>Of the hub.</summary>
    public sealed record OfHub(NhrpServer.Output Output) : RouterOutput;

    /// <summary>It has the SA.</summary>
    public sealed record HasSa : RouterOutput;
}
