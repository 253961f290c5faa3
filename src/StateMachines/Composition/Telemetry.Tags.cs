using Holdfast.Codec;

namespace Holdfast.StateMachines.Composition;

/// <content>The tags and the activities.</content>
public static partial class Telemetry
{
    /// <summary>The names of tags.</summary>
    public static class Tags
    {
        /// <summary>The machine.</summary>
        public const string Part = "holdfast.part";

        /// <summary>Who says so.</summary>
        public const string Section = "holdfast.reason.section";

        /// <summary>Which rule.</summary>
        public const string Rule = "holdfast.reason.rule";

        /// <summary>What a member knew.</summary>
        public const string Standing = "holdfast.standing";

        /// <summary>Why a reign ended.</summary>
        public const string StopReason = "holdfast.stop.reason";

        /// <summary>In which direction; of OpenTelemetry.</summary>
        public const string Direction = "network.io.direction";

        /// <summary>The side of the first hop.</summary>
        public const string Side = "holdfast.hsrp.side";

        /// <summary>The kind of a message.</summary>
        public const string Message = "holdfast.message";

        /// <summary>A member.</summary>
        public const string Member = "holdfast.member";

        /// <summary>Why it failed; of OpenTelemetry.</summary>
        public const string ErrorType = "error.type";

        /// <summary>The kind of a change.</summary>
        public const string Change = "holdfast.change";

        /// <summary>The protocol.</summary>
        public const string Protocol = "holdfast.protocol";

        /// <summary>The kind of work.</summary>
        public const string Work = "holdfast.work";

        /// <summary>What became of a packet.</summary>
        public const string Verdict = "holdfast.verdict";

        /// <summary>Why a failover happened.</summary>
        public const string Cause = "holdfast.failover.cause";

        /// <summary>The phase of a failover.</summary>
        public const string Phase = "holdfast.failover.phase";

        /// <summary>The epoch that begins.</summary>
        public const string Epoch = "holdfast.epoch";

        /// <summary>The epoch before.</summary>
        public const string EpochBefore = "holdfast.epoch.before";

        /// <summary>All of them, with what they say.</summary>
        public static Items<Tag> All { get; } =
        [
            new(Part, "The machine, as in docs/machines."),
            new(Section, "Who says so: an RFC with its section, or Holdfast."),
            new(Rule, "The rule, in a few words; there are finitely many."),
            new(Standing, "What the member knew: empty, joining, stale or synced."),
            new(StopReason, "no_authority, higher_epoch, slept or fenced."),
            new(Direction, "transmit or receive.", IsStandard: true),
            new(Side, "front or back."),
            new(Message, "The kind of the message."),
            new(Member, "The number of the other member."),
            new(ErrorType, "Why it came to nothing.", IsStandard: true),
            new(Change, "The kind of the change."),
            new(Protocol, "ikev1 or ikev2."),
            new(Work, "The kind of work."),
            new(Verdict, "process, process_exposed, forward, or drop with its reason."),
            new(Cause, "Why the reign passed, as in a report."),
            new(Phase, "detection, promotion, synchronisation, routes or first_packet."),
            new(Epoch, "The epoch that begins: reign and member, for example 10.2."),
            new(EpochBefore, "The epoch before, where one is known."),
        ];
    }

    /// <summary>The activity of a whole takeover.</summary>
    public const string FailoverActivity = "holdfast.failover";

    /// <summary>The activities: a takeover, and in it each of its phases.</summary>
    public static Items<Activity> Activities { get; } =
    [
        new(
            FailoverActivity,
            "A takeover: from the last sign of the active member until its last phase has ended."),
        .. Enum.GetValues<FailoverReport.Phase>().Select(phase => new Activity(
            ActivityOf(phase), $"Its phase {FailoverReportText.Words(phase.ToString(), ' ')}.")),
    ];

    private static string ActivityOf(FailoverReport.Phase phase) =>
        $"{FailoverActivity}.{Value(phase)}";
}
