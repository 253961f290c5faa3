using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>How peers are watched, and IKE requests and responses, as JSON.</summary>
internal static class LivenessShapes
{
    private static readonly JsonFields<LivenessCheck.Settings> LivenessFields =
        new("liveness", new());

    /// <summary>Liveness of an IKEv2 peer.</summary>
    public static ObjectShape<LivenessCheck.Settings> Liveness { get; } = LivenessFields.Of(
        LivenessFields.Has("mode", Word<LivenessCheck.Mode>(), s => s.Mode,
            (s, v) => s with { Mode = v }, "When a silent peer is asked."),
        LivenessFields.Has("idle_after", Time(Tick, Day), s => s.IdleAfter,
            (s, v) => s with { IdleAfter = v }, "How long silence is no reason to ask."),
        LivenessFields.Has("retry_after", Time(Tick, Hour), s => s.RetryAfter,
            (s, v) => s with { RetryAfter = v }, "How long the first send waits for its answer."),
        LivenessFields.Has("backoff_percent", Number(101, 1_000), s => s.BackoffPercent,
            (s, v) => s with { BackoffPercent = v },
            "Each wait in percent of the one before, RFC 7296 §2.4."),
        LivenessFields.Has("sends_max", Number(1, 100), s => s.SendsMax,
            (s, v) => s with { SendsMax = v }, "How often a request is sent in all."),
        LivenessFields.May("give_up_after", Time(Tick, Day), s => s.GiveUpAfter,
            (s, v) => s with { GiveUpAfter = v },
            "The peer is given up no later than so long after the first send."),
        LivenessFields.Has("hints_ignored_for", Time(TimeSpan.Zero, Day), s => s.HintsIgnoredFor,
            (s, v) => s with { HintsIgnoredFor = v },
            "How long after a proof of life hints are ignored."),
        LivenessFields.Has("hint_every", Time(Tick, Day), s => s.HintEvery,
            (s, v) => s with { HintEvery = v },
            "The least time between two checks that hints cause."),
        LivenessFields.Has("heeds_initial_contact", FlagShape.Shape, s => s.HeedsInitialContact,
            (s, v) => s with { HeedsInitialContact = v },
            "Whether INITIAL_CONTACT ends older SAs."),
        LivenessFields.Has("when_failed", Word<LivenessCheck.FailureAction>(), s => s.WhenFailed,
            (s, v) => s with { WhenFailed = v }, "What follows the failure of a peer."));

    private static readonly JsonFields<DeadPeerDetection.Settings> DpdFields =
        new("dpd", new());

    /// <summary>Liveness of an IKEv1 peer.</summary>
    public static ObjectShape<DeadPeerDetection.Settings> Dpd { get; } = DpdFields.Of(
        DpdFields.Has("mode", Word<DeadPeerDetection.Mode>(), s => s.Mode,
            (s, v) => s with { Mode = v }, "When a silent peer is asked."),
        DpdFields.Has("worry_after", Time(Tick, Day), s => s.WorryAfter,
            (s, v) => s with { WorryAfter = v },
            "How long silence is no reason to worry, RFC 3706 §5.5."),
        DpdFields.Has("retry_after", Time(Tick, Hour), s => s.RetryAfter,
            (s, v) => s with { RetryAfter = v }, "How long the first query waits for its answer."),
        DpdFields.Has("backoff_percent", Number(100, 1_000), s => s.BackoffPercent,
            (s, v) => s with { BackoffPercent = v }, "Each wait in percent of the one before."),
        DpdFields.Has("retry_max", Time(Tick, Hour), s => s.RetryMax,
            (s, v) => s with { RetryMax = v }, "No wait grows beyond it."),
        DpdFields.Has("probes_max", Number(1, 100), s => s.ProbesMax,
            (s, v) => s with { ProbesMax = v }, "How often a query is sent in all."),
        DpdFields.Has("retries_are_numbered_anew", FlagShape.Shape, s => s.RetriesAreNumberedAnew,
            (s, v) => s with { RetriesAreNumberedAnew = v },
            "Whether a query that is sent again has a new number."),
        DpdFields.Has("ahead_max", Number(0, 1 << 30), s => s.AheadMax,
            (s, v) => s with { AheadMax = v },
            "How far ahead of the awaited number a peer's number may be."),
        DpdFields.Has("reanswer_after", Time(TimeSpan.Zero, Hour), s => s.ReanswerAfter,
            (s, v) => s with { ReanswerAfter = v },
            "The least time between two repeated answers to one query."),
        DpdFields.Has("when_dead", Word<DeadPeerDetection.DeadAction>(), s => s.WhenDead,
            (s, v) => s with { WhenDead = v }, "What follows the death of a peer."));

    private static readonly JsonFields<CheckSchedule.Settings> ChecksFields =
        new("checks", new());

    /// <summary>The budget of liveness checks.</summary>
    public static ObjectShape<CheckSchedule.Settings> Checks { get; } = ChecksFields.Of(
        ChecksFields.Has("checks_per_second", Number(1, 1_000_000), s => s.ChecksPerSecond,
            (s, v) => s with { ChecksPerSecond = v }, "Checks that may begin in a second."),
        ChecksFields.Has("burst", Number(1, 1_000_000), s => s.Burst,
            (s, v) => s with { Burst = v }, "Checks that may begin at one instant."),
        ChecksFields.Has("at_once_max", Number(1, 1_000_000), s => s.AtOnceMax,
            (s, v) => s with { AtOnceMax = v }, "Checks that may be unanswered at a time."),
        ChecksFields.Has("per_peer_max", Number(1, 1_000_000), s => s.PerPeerMax,
            (s, v) => s with { PerPeerMax = v },
            "Checks of one peer that may be ready or unanswered at a time."),
        ChecksFields.Has("hints_per_second", Number(1, 1_000_000), s => s.HintsPerSecond,
            (s, v) => s with { HintsPerSecond = v }, "Checks that hints may cause in a second."),
        ChecksFields.Has("hint_burst", Number(1, 1_000_000), s => s.HintBurst,
            (s, v) => s with { HintBurst = v }, "Checks that hints may cause at one instant."));

    private static readonly JsonFields<MessageIds.Settings> IdsFields =
        new("message_ids", new());

    /// <summary>Requests and responses of an IKE SA.</summary>
    public static ObjectShape<MessageIds.Settings> Ids { get; } = IdsFields.Of(
        IdsFields.Has("window", Number(1, 64), s => s.Window, (s, v) => s with { Window = v },
            "How many requests of the peer are taken at once, RFC 7296 §2.3."),
        IdsFields.Has("open_max", Number(1, 64), s => s.OpenMax, (s, v) => s with { OpenMax = v },
            "How many of our requests are open at most."),
        IdsFields.Has("retry_after", Time(Tick, Hour), s => s.RetryAfter,
            (s, v) => s with { RetryAfter = v }, "How long the first send waits for the answer."),
        IdsFields.Has("backoff_percent", Number(101, 1_000), s => s.BackoffPercent,
            (s, v) => s with { BackoffPercent = v }, "Each wait in percent of the one before."),
        IdsFields.Has("retry_max", Time(Tick, Hour), s => s.RetryMax,
            (s, v) => s with { RetryMax = v }, "No wait grows beyond it."),
        IdsFields.Has("sends_max", Number(1, 100), s => s.SendsMax,
            (s, v) => s with { SendsMax = v }, "How often a request is sent in all."),
        IdsFields.Has("rekey_at", Number(1u << 31, uint.MaxValue - 1), s => s.RekeyAt,
            (s, v) => s with { RekeyAt = v }, "From which message ID on a rekey is asked for."),
        IdsFields.Has("complain_every", Time(Tick, Hour), s => s.ComplainEvery,
            (s, v) => s with { ComplainEvery = v },
            "The least time between two complaints about IDs beyond the window."));

    private static readonly JsonFields<MessageIdSync.Settings> SyncFields =
        new("message_id_sync", new());

    /// <summary>Synchronisation after a takeover, RFC 6311.</summary>
    public static ObjectShape<MessageIdSync.Settings> Sync { get; } = SyncFields.Of(
        SyncFields.Has("reading", Word<MessageIdSync.Reading>(), s => s.Reading,
            (s, v) => s with { Reading = v }, "Which synchronisations of a peer are answered."),
        SyncFields.Has("when_unfit", Word<MessageIdSync.Unfit>(), s => s.WhenUnfit,
            (s, v) => s with { WhenUnfit = v }, "What is done where no delta fits all CHILD SAs."),
        SyncFields.Has("retry_after", Time(Tick, Minute), s => s.RetryAfter,
            (s, v) => s with { RetryAfter = v },
            "How long the first attempt waits for its answer."),
        SyncFields.Has("backoff_percent", Number(100, 1_000), s => s.BackoffPercent,
            (s, v) => s with { BackoffPercent = v }, "Each wait in percent of the one before."),
        SyncFields.Has("sends_max", Number(1, 100), s => s.SendsMax,
            (s, v) => s with { SendsMax = v }, "How many attempts there are."));
}
