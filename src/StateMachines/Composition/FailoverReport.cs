using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <summary>Why a reign passed from one member to another.</summary>
public enum FailoverCause
{
    /// <summary>Nobody reigned before, as far as this member knows.</summary>
    Start,

    /// <summary>The active member fell silent: it died, or nothing of it arrives.</summary>
    Silence,

    /// <summary>The active member resigned, RFC 2281 §5.1, and did not say why.</summary>
    Resignation,

    /// <summary>A member with the higher priority took the place, RFC 2281 §5.7.</summary>
    Preemption,

    /// <summary>The active member lost a tracked link, and with it priority.</summary>
    LinkLoss,

    /// <summary>A fence or a vote stopped the active member.</summary>
    Fence,

    /// <summary>Somebody wanted the active member to leave.</summary>
    Drain,

    /// <summary>A group of the active member was disabled: its interface went down.</summary>
    SideDown,

    /// <summary>There was a higher epoch: another member took over unheard.</summary>
    HigherEpoch,

    /// <summary>The active member slept too long to trust what it knew.</summary>
    Sleep,
}

/// <summary>
/// A takeover, told by the member that took over: why, what was skipped, what is exposed, what was
/// lost, and how long each phase took. Numbers of packets are bounds, since nobody knows what a
/// dead member sent last; everything else is counted.
/// </summary>
/// <param name="Member">The member that took over.</param>
/// <param name="Epoch">The epoch that began.</param>
/// <param name="Before">The last epoch of another reign that it knew; null: none.</param>
/// <param name="Cause">Why, as far as it is known.</param>
/// <param name="Why">The rules by which it was detected, begun and done, in order.</param>
/// <param name="IsFenced">Whether a fence proved the member before off.</param>
/// <param name="IsReleased">Whether the member before said itself that it has stopped.</param>
/// <param name="Standing">What this member knew.</param>
/// <param name="Age">How old that was.</param>
/// <param name="Skipped">Numbers that nobody uses.</param>
/// <param name="Exposed">What may be accepted twice.</param>
/// <param name="Lost">What did not survive.</param>
/// <param name="RoutesAdded">Routes that were added until the phase of the routes ended.</param>
/// <param name="Phases">How long it took, in order.</param>
/// <param name="IsOver">Whether the reign ended before every phase had.</param>
public sealed partial record FailoverReport(
    byte Member, Epoch Epoch, Epoch? Before, FailoverCause Cause, Items<Reason> Why,
    bool IsFenced, bool IsReleased, StandingKind Standing, TimeSpan Age,
    FailoverReport.Skip Skipped, FailoverReport.Exposure Exposed, FailoverReport.Loss Lost,
    int RoutesAdded, Items<FailoverReport.PhaseTime> Phases, bool IsOver)
{
    /// <summary>What a takeover consists of; the last three begin together.</summary>
    public enum Phase
    {
        /// <summary>
        /// From the last sign of the active member until the first hop is here on both sides.
        /// </summary>
        Detection,

        /// <summary>From there until this member reigns and traffic may pass.</summary>
        Promotion,

        /// <summary>
        /// Until each IKE SA that could not go on as it was has synchronised its message IDs
        /// (RFC 6311 §5.1), was established anew or is gone.
        /// </summary>
        Synchronisation,

        /// <summary>Until each CHILD SA has its route, or is gone.</summary>
        Routes,

        /// <summary>Until a peer proved, by a packet or a message, that traffic passes.</summary>
        FirstPacket,
    }

    /// <summary>How long a phase took.</summary>
    /// <param name="Phase">The phase.</param>
    /// <param name="From">When it began; null: unknown, no active member was heard before.</param>
    /// <param name="Until">When it ended; null: it has not.</param>
    public readonly record struct PhaseTime(Phase Phase, Instant? From, Instant? Until)
    {
        /// <summary>How long; null: that is not known.</summary>
        public TimeSpan? Took => Until - From;
    }

    /// <summary>Numbers that nobody uses, RFC 6027 §3.4 and RFC 6311 §5.1.</summary>
    /// <param name="SequenceNumbers">Outbound numbers over all CHILD SAs, at most.</param>
    /// <param name="Children">The same for each CHILD SA that goes on.</param>
    /// <param name="MessageIds">IDs of requests over all IKE SAs that were synchronised.</param>
    public sealed record Skip(
        ulong SequenceNumbers, Items<SkipInChild> Children, ulong MessageIds);

    /// <summary>Outbound sequence numbers of a CHILD SA that nobody uses.</summary>
    /// <param name="Inbound">Its inbound SPI.</param>
    /// <param name="Through">The highest number that counts as sent.</param>
    /// <param name="AtMost">How many up to there were perhaps never sent.</param>
    public readonly record struct SkipInChild(Spi Inbound, ulong Through, ulong AtMost);

    /// <summary>What somebody who replays could have accepted twice, RFC 6027 §3.5.</summary>
    /// <param name="Packets">Inbound packets over all CHILD SAs, at most.</param>
    /// <param name="ChildSas">CHILD SAs that accept some.</param>
    public readonly record struct Exposure(ulong Packets, int ChildSas);

    /// <summary>What did not survive.</summary>
    /// <param name="Packets">New inbound packets that this takeover refuses over all CHILD SAs, at
    /// most, besides those that came while nobody was active, and those that the takeover before it
    /// refused already: over takeovers that follow each other it is the sum.</param>
    /// <param name="ChildSasWaiting">CHILD SAs that receive nothing before a rekey or before their
    /// peer has synchronised.</param>
    /// <param name="IkeSas">IKE SAs that had to be established anew, or were given up since.
    /// </param>
    /// <param name="ChildSas">CHILD SAs of those.</param>
    public readonly record struct Loss(
        ulong Packets, int ChildSasWaiting, int IkeSas, int ChildSas);

    /// <summary>Whether each phase has ended.</summary>
    public bool IsComplete => Phases.All(phase => phase.Until is not null);

    /// <summary>How long a phase took; null: it has not ended, or its beginning is unknown.
    /// </summary>
    public TimeSpan? this[Phase phase] => Phases[(int)phase].Took;

    /// <summary>
    /// How long nobody served: from the last sign of the active member until traffic may pass;
    /// null: nobody was heard before.
    /// </summary>
    public TimeSpan? Outage =>
        Phases[(int)Phase.Promotion].Until - Phases[(int)Phase.Detection].From;

    /// <summary>
    /// The report with what the member before tells of its end: it knows best why it stopped.
    /// </summary>
    /// <param name="end">The end of the reign; of another one it is left out.</param>
    public FailoverReport With(ReignEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        return end.Epoch == Before ? this with { Cause = end.Cause } : this;
    }
}
