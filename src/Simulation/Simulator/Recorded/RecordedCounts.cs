using Holdfast.Codec;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Simulation.Simulator.Recorded;

/// <summary>How many packets of a recording one member has accepted.</summary>
/// <param name="Member">The member.</param>
/// <param name="Packets">How many.</param>
public sealed record AcceptedBy(string Member, long Packets);

/// <summary>How many packets of a recording were refused for one reason, and accepted by nobody.
/// </summary>
/// <param name="Fault">The reason.</param>
/// <param name="Packets">How many.</param>
public sealed record RefusedFor(PacketFault Fault, long Packets);

/// <summary>What became of the packets of a recording.</summary>
public sealed record RecordedCounts
{
    /// <summary>How many there are.</summary>
    public required long Recorded { get; init; }

    /// <summary>How many the peer sent: not while it was down, or had no such SA.</summary>
    public required long Sent { get; init; }

    /// <summary>How many were accepted.</summary>
    public required long Accepted { get; init; }

    /// <summary>By whom, in the order of their first one.</summary>
    public required Items<AcceptedBy> By { get; init; }

    /// <summary>Refused, and accepted by nobody.</summary>
    public required Items<RefusedFor> Refused { get; init; }

    /// <summary>Sent, and judged by nobody: lost on the way, or where no SA was.</summary>
    public required long Lost { get; init; }

    /// <summary>Accepted once more than they were recorded.</summary>
    public required long Twice { get; init; }
}
