using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Network;

/// <summary>Where a frame comes from.</summary>
internal enum FrameSource : byte
{
    /// <summary>A box sent it.</summary>
    Box,

    /// <summary>The network has doubled it.</summary>
    Copy,

    /// <summary>The attacker sends what it has heard.</summary>
    Replay,

    /// <summary>The attacker made it up.</summary>
    Forgery,

    /// <summary>The network has changed its octets.</summary>
    Damage,
}

/// <summary>What travels: an Ethernet frame, or records of the sync channel. Nobody changes its
/// octets.</summary>
/// <param name="Octets">All of it.</param>
/// <param name="Kind">What it carries, as faults name it; null: traffic of hosts.</param>
/// <param name="Source">Where it comes from.</param>
internal sealed record Frame(
    byte[] Octets, MessageKind? Kind, FrameSource Source = FrameSource.Box)
{
    /// <summary>Whether a choice names messages of this kind.</summary>
    public static bool IsOf(MessageKind? kind, MessageKind chosen) =>
        chosen == MessageKind.Any || kind == chosen
        || (chosen == MessageKind.Ike && kind is MessageKind.IkeInit
            or MessageKind.IkeIntermediate or MessageKind.IkeAuth or MessageKind.IkeChild
            or MessageKind.IkeFollowup or MessageKind.IkeLiveness or MessageKind.IkeSync
            or MessageKind.IkeDelete);
}
