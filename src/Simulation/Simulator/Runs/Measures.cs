using Holdfast.Codec;

namespace Holdfast.Simulation.Simulator;

/// <summary>What a run cost, counted by who looks at the wire and at the boxes.</summary>
public sealed record Measures
{
    /// <summary>Packets that hosts sent.</summary>
    public long PacketsSent { get; init; }

    /// <summary>Packets that hosts received, each counted once.</summary>
    public long PacketsReceived { get; init; }

    /// <summary>Packets that were sent and never received; those that were on their way at the end
    /// are not counted.</summary>
    public long PacketsLost { get; init; }

    /// <summary>Packets that a host received more than once.</summary>
    public long AcceptedTwice { get; init; }

    /// <summary>Outbound sequence numbers of the cluster that nobody used.</summary>
    public long SequenceSkipped { get; init; }

    /// <summary>Message IDs of the cluster that nobody used.</summary>
    public long MessageIdsSkipped { get; init; }

    /// <summary>Message IDs that two active members used for different requests.</summary>
    public long MessageIdsOfTwo { get; init; }

    /// <summary>Sequence numbers that two authorities used under one SPI.</summary>
    public long SequenceNumbersOfTwo { get; init; }

    /// <summary>How long no member let traffic pass, from the first that did.</summary>
    public TimeSpan WithoutActive { get; init; }

    /// <summary>How long two or more members did.</summary>
    public TimeSpan WithTwoActive { get; init; }

    /// <summary>Takeovers, the first reign not counted.</summary>
    public int Takeovers { get; init; }

    /// <summary>From each fault that a takeover followed to the first packet of a peer that the new
    /// member decrypted.</summary>
    public Items<TimeSpan> TimesToFirstPacket { get; init; }

    /// <summary>How long routes stood where the SA was not, or did not stand where it was, times
    /// prefixes.</summary>
    public TimeSpan RoutesWrong { get; init; }

    /// <summary>SAs of the cluster that were established anew after a takeover.</summary>
    public int Reestablished { get; init; }

    /// <summary>IKE and CHILD SAs that peers have lost: the gateway was dead to them, or made SAs
    /// anew beside those that stood. Deletes and rekeys lose none.</summary>
    public int SasLost { get; init; }

    /// <summary>IKE messages that members and peers put on the wire, each as often as it was sent;
    /// those that the network doubles or the attacker sends are not counted.</summary>
    public long IkeMessages { get; init; }

    /// <summary>CHILD SAs that were rekeyed, whoever began.</summary>
    public long Rekeyed { get; init; }

    /// <summary>The most half-open IKE SAs that a member had at a time.</summary>
    public int HalfOpenMost { get; init; }

    /// <summary>Registrations of spokes that a hub has accepted after the spoke had none there.
    /// </summary>
    public long Registrations { get; init; }

    /// <summary>Packets that came from spoke to spoke past the hubs.</summary>
    public long PacketsPastHubs { get; init; }

    /// <summary>The longest time in which a flow delivered nothing.</summary>
    public TimeSpan LongestGap { get; init; }
}
