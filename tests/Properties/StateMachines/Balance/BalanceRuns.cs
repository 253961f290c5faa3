using Holdfast.StateMachines.Balance;

namespace Holdfast.Tests.Properties.StateMachines.Balance;

/// <summary>Configurations of paced work and of drains.</summary>
internal static class BalanceRuns
{
    public static readonly PacedWork.Config[] Budgets =
    [
        Checked(new PacedWork.Settings()),
        Checked(new PacedWork.Settings { PerSecond = 10, Burst = 1, AtOnceMax = 1 }),
        Checked(new PacedWork.Settings { PerSecond = 1_000, Burst = 3, AtOnceMax = 2 }),
        Checked(new PacedWork.Settings { PerSecond = 7, Burst = 4, AtOnceMax = 9, TriesMax = 1 }),
    ];

    public static readonly MemberDrain.Config[] Drains =
    [
        Checked(new MemberDrain.Settings()),
        Checked(new MemberDrain.Settings { RedirectsPeers = true }),
        Checked(new MemberDrain.Settings { SettlesTraffic = true }),
        Checked(new MemberDrain.Settings
        {
            FinishWithin = TimeSpan.Zero,
            PushWithin = TimeSpan.FromTicks(1),
            YieldWithin = TimeSpan.FromTicks(2),
        }),
    ];

    public static PacedWork.Config Checked(PacedWork.Settings settings) =>
        PacedWork.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static MemberDrain.Config Checked(MemberDrain.Settings settings) =>
        MemberDrain.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
