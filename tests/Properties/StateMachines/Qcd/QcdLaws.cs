using Holdfast.StateMachines.Qcd;

namespace Holdfast.Tests.Properties.StateMachines.Qcd;

/// <summary>Configurations of both sides.</summary>
internal static class QcdRuns
{
    public static readonly TokenMaker.Config[] Makers =
    [
        Checked(new TokenMaker.Settings()),
        Checked(new TokenMaker.Settings
        {
            Method = TokenMaker.Method.ByAddress,
            RolloverEvery = TimeSpan.FromTicks(300),
            FreshFor = TimeSpan.FromTicks(1_000),
            FreshTokensEvery = TimeSpan.FromTicks(3),
            TokensEvery = TimeSpan.FromTicks(40),
            ComplaintsEvery = TimeSpan.FromTicks(5),
            Burst = 3,
            SweepBatch = 1,
            SweepEvery = TimeSpan.FromTicks(7),
        }),
        Checked(new TokenMaker.Settings
        {
            RolloverEvery = TimeSpan.FromTicks(2),
            FreshFor = TimeSpan.Zero,
            TokensEvery = TimeSpan.FromTicks(1),
            FreshTokensEvery = TimeSpan.FromTicks(1),
            ComplaintsEvery = TimeSpan.FromTicks(1),
            Burst = 1,
        }),
        Checked(new TokenMaker.Settings { Cluster = TokenMaker.ClusterKind.LoadSharing }),
        Checked(new TokenMaker.Settings
        {
            Cluster = TokenMaker.ClusterKind.LoadSharing,
            SharesLiveSpis = true,
        }),
    ];

    public static readonly TokenTaker.Config[] Takers =
    [
        Checked(new TokenTaker.Settings()),
        Checked(new TokenTaker.Settings
        {
            TokensKept = 2,
            TokensEvery = TimeSpan.FromTicks(30),
            Burst = 2,
            ReportEvery = TimeSpan.FromTicks(100),
            AfterCrash = TokenTaker.CrashAction.Reconnect,
        }),
        Checked(new TokenTaker.Settings
        {
            TokensKept = 1,
            TokensEvery = TimeSpan.FromTicks(1),
            Burst = 1,
            ReportEvery = TimeSpan.FromTicks(1),
            AfterCrash = TokenTaker.CrashAction.Nothing,
        }),
    ];

    public static TokenMaker.Config Checked(TokenMaker.Settings settings) =>
        TokenMaker.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static TokenTaker.Config Checked(TokenTaker.Settings settings) =>
        TokenTaker.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}

/// <summary>The laws of machines for the side that makes tokens.</summary>
public sealed class TokenMakerLaws() : MachineLaws<
    TokenMaker.Config, TokenMaker.State, TokenMaker.Input, TokenMaker.Output>(
    TokenMaker.Machine, QcdRuns.Makers);

/// <summary>The laws of machines for the side that takes them.</summary>
public sealed class TokenTakerLaws() : MachineLaws<
    TokenTaker.Config, TokenTaker.State, TokenTaker.Input, TokenTaker.Output>(
    TokenTaker.Machine, QcdRuns.Takers);
