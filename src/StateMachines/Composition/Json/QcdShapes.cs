using Holdfast.StateMachines.Qcd;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>Quick crash detection as JSON, RFC 6290.</summary>
internal static class QcdShapes
{
    private static readonly JsonFields<TokenMaker.Settings> MakerFields =
        new("token_maker", new());

    /// <summary>Who gives tokens.</summary>
    public static ObjectShape<TokenMaker.Settings> Maker { get; } = MakerFields.Of(
        MakerFields.Has("use", Word<TokenMaker.Use>(), s => s.Use, (s, v) => s with { Use = v },
            "Whether tokens are given, RFC 6290 §8.1."),
        MakerFields.Has("cluster", Word<TokenMaker.ClusterKind>(), s => s.Cluster,
            (s, v) => s with { Cluster = v },
            "How many members with the same secrets are active at a time."),
        MakerFields.Has("shares_live_spis", FlagShape.Shape, s => s.SharesLiveSpis,
            (s, v) => s with { SharesLiveSpis = v },
            "Whether each member can tell of any SPIs whether they live, RFC 6290 §9.2."),
        MakerFields.Has("method", Word<TokenMaker.Method>(), s => s.Method,
            (s, v) => s with { Method = v }, "What a token is made of, RFC 6290 §5."),
        MakerFields.May("rollover_every", Time(Tick, 3_650 * Day), s => s.RolloverEvery,
            (s, v) => s with { RolloverEvery = v },
            "How long a secret makes new tokens; absent: for ever."),
        MakerFields.Has("fresh_for", Time(TimeSpan.Zero, Day), s => s.FreshFor,
            (s, v) => s with { FreshFor = v },
            "How long after a start a crash is likely, RFC 6290 §9.3."),
        MakerFields.Has("fresh_tokens_every", Time(Tick, Hour), s => s.FreshTokensEvery,
            (s, v) => s with { FreshTokensEvery = v },
            "The time between two messages with tokens in that time."),
        MakerFields.Has("tokens_every", Time(Tick, Hour), s => s.TokensEvery,
            (s, v) => s with { TokensEvery = v },
            "The time between two messages with tokens later."),
        MakerFields.Has("complaints_every", Time(Tick, Hour), s => s.ComplaintsEvery,
            (s, v) => s with { ComplaintsEvery = v },
            "The time between two messages without tokens."),
        MakerFields.Has("burst", Number(1, 10_000), s => s.Burst, (s, v) => s with { Burst = v },
            "Messages of either kind at one instant."),
        MakerFields.Has("sweep_batch", Number(1, 10_000), s => s.SweepBatch,
            (s, v) => s with { SweepBatch = v },
            "IKE SAs looked at in one step when tokens are replaced."),
        MakerFields.Has("sweep_every", Time(Tick, Hour), s => s.SweepEvery,
            (s, v) => s with { SweepEvery = v }, "The time between two such steps."));

    private static readonly JsonFields<TokenTaker.Settings> TakerFields =
        new("token_taker", new());

    /// <summary>Who takes tokens.</summary>
    public static ObjectShape<TokenTaker.Settings> Taker { get; } = TakerFields.Of(
        TakerFields.Has("tokens_kept", Number(1, 16), s => s.TokensKept,
            (s, v) => s with { TokensKept = v }, "How many tokens of a peer are kept."),
        TakerFields.Has("tokens_every", Time(Tick, Hour), s => s.TokensEvery,
            (s, v) => s with { TokensEvery = v },
            "The time between two messages that are looked at, RFC 6290 §8.1."),
        TakerFields.Has("burst", Number(1, 1_000), s => s.Burst, (s, v) => s with { Burst = v },
            "Messages that are looked at at one instant."),
        TakerFields.Has("report_every", Time(Tick, Day), s => s.ReportEvery,
            (s, v) => s with { ReportEvery = v },
            "The time between two reports of wrong tokens."),
        TakerFields.Has("after_crash", Word<TokenTaker.CrashAction>(), s => s.AfterCrash,
            (s, v) => s with { AfterCrash = v }, "What follows when the peer has lost its state."));

    private static readonly JsonFields<ClusterMemberConfig.QcdParts> Fields = new("qcd", new());

    /// <summary>The sides that a member has.</summary>
    public static ObjectShape<ClusterMemberConfig.QcdParts> Qcd { get; } = Fields.Of(
        Fields.MayHave("maker", Maker, s => s.Maker, (s, v) => s with { Maker = v },
            "It gives tokens, and shows them once an IKE SA is gone."),
        Fields.MayHave("taker", Taker, s => s.Taker, (s, v) => s with { Taker = v },
            "It takes tokens of its peers."));
}
