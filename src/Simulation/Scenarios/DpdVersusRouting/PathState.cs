using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Simulation.Scenarios.DpdVersusRouting;

/// <summary>An end of an IKE SA, or the network between the two.</summary>
public abstract record PathState
{
    private PathState()
    {
    }

    /// <summary>An end of an IKEv1 SA.</summary>
    public sealed record IkeV1(DeadPeerDetection.State Is) : PathState;

    /// <summary>An end of an IKEv2 SA.</summary>
    public sealed record IkeV2(LivenessCheck.State Is) : PathState;

    /// <summary>The access links of one end, and the routes over them.</summary>
    /// <param name="Choice">The shipped machine that chooses among them.</param>
    /// <param name="Links">The links.</param>
    /// <param name="Over">The link over which packets go.</param>
    /// <param name="Next">Where they are to go.</param>
    /// <param name="ConvergesIn">Units until they do; null: nothing is under way.</param>
    /// <param name="Dead">Since when the peer has been dead.</param>
    public sealed record Between(
        LinkSelection.State Choice, Items<PathLink> Links, int Over, int Next, int? ConvergesIn,
        DeadPeers Dead) : PathState;
}

/// <summary>A link.</summary>
/// <param name="Works">Whether it does.</param>
/// <param name="NoticedIn">Units until its failure is noticed; null: all is known.</param>
public readonly record struct PathLink(bool Works, int? NoticedIn);

/// <summary>A message of DPD, or of a liveness check.</summary>
public enum PathMessage : byte
{
    /// <summary>R-U-THERE, or an empty INFORMATIONAL request.</summary>
    Query,

    /// <summary>R-U-THERE-ACK, or an empty INFORMATIONAL response.</summary>
    Answer,
}

/// <summary>What happens to an end, or to the network.</summary>
public abstract record PathInput
{
    private PathInput()
    {
    }

    /// <summary>Time has passed.</summary>
    public sealed record Tick : PathInput;

    /// <summary>A message arrives.</summary>
    public sealed record Heard(PathMessage Message) : PathInput;

    /// <summary>A message is to be carried to an end: for the network.</summary>
    public sealed record Carry(int To, PathMessage Message) : PathInput;

    /// <summary>A link works, or no longer: for the network.</summary>
    public sealed record Link(int Which, bool Works) : PathInput;

    /// <summary>The peer has died: for the network, which counts.</summary>
    public sealed record PeerDied : PathInput;
}

/// <summary>What others notice.</summary>
public abstract record PathOutput
{
    private PathOutput()
    {
    }

    /// <summary>An end sends a message.</summary>
    public sealed record Say(PathMessage Message) : PathOutput;

    /// <summary>A message comes through.</summary>
    public sealed record Passes(int To, PathMessage Message) : PathOutput;
}
