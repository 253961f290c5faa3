using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Tests.Properties.StateMachines.Nhrp;

/// <summary>Configurations of spokes and hubs.</summary>
internal static class NhrpRuns
{
    public static readonly NhrpRegistration.Config[] Registrations =
    [
        Checked(new NhrpRegistration.Settings()),
        Checked(new NhrpRegistration.Settings
        {
            HoldingTime = TimeSpan.FromSeconds(3),
            RetryAfter = TimeSpan.FromMilliseconds(400),
            RetryMax = TimeSpan.FromSeconds(1),
        }),
    ];

    public static readonly NhrpShortcut.Config[] Shortcuts =
    [
        Checked(new NhrpShortcut.Settings()),
        Checked(new NhrpShortcut.Settings { Phase = DmvpnPhase.NextHop, SendsMax = 1 }),
        Checked(new NhrpShortcut.Settings { Phase = DmvpnPhase.HubOnly }),
        Checked(new NhrpShortcut.Settings
        {
            RetryAfter = TimeSpan.FromTicks(2),
            SendsMax = 2,
            OpenWithin = TimeSpan.FromTicks(3),
            QuietFor = TimeSpan.FromTicks(2),
            HoldingTimeMax = TimeSpan.FromTicks(9),
            RefreshBefore = TimeSpan.FromTicks(4),
            PurgeRetryAfter = TimeSpan.FromTicks(1),
            PurgeSendsMax = 3,
        }),
    ];

    public static readonly NhrpServer.Config[] Servers =
    [
        Checked(new NhrpServer.Settings()),
        Checked(new NhrpServer.Settings { Phase = DmvpnPhase.NextHop, IsUnique = true }),
        Checked(new NhrpServer.Settings { Phase = DmvpnPhase.HubOnly, SpokesMax = 1 }),
        Checked(new NhrpServer.Settings
        {
            HoldingTimeMax = TimeSpan.FromTicks(5),
            SweepEvery = TimeSpan.FromTicks(2),
            RedirectEvery = TimeSpan.FromTicks(3),
            PurgeRetryAfter = TimeSpan.FromTicks(1),
            PurgeSendsMax = 2,
        }),
        Checked(new NhrpServer.Settings { PurgesMax = 1, PurgeSendsMax = 3 }),
    ];

    public static NhrpRegistration.Config Checked(NhrpRegistration.Settings settings) =>
        NhrpRegistration.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static NhrpShortcut.Config Checked(NhrpShortcut.Settings settings) =>
        NhrpShortcut.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static NhrpServer.Config Checked(NhrpServer.Settings settings) =>
        NhrpServer.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}

/// <summary>The laws of machines for a registration.</summary>
public sealed class NhrpRegistrationLaws() : MachineLaws<
    NhrpRegistration.Config, NhrpRegistration.State,
    NhrpRegistration.Input, NhrpRegistration.Output>(
    NhrpRegistration.Machine, NhrpRuns.Registrations);

/// <summary>The laws of machines for a shortcut.</summary>
public sealed class NhrpShortcutLaws() : MachineLaws<
    NhrpShortcut.Config, NhrpShortcut.State, NhrpShortcut.Input, NhrpShortcut.Output>(
    NhrpShortcut.Machine, NhrpRuns.Shortcuts);

/// <summary>The laws of machines for a hub.</summary>
public sealed class NhrpServerLaws() : MachineLaws<
    NhrpServer.Config, NhrpServer.State, NhrpServer.Input, NhrpServer.Output>(
    NhrpServer.Machine, NhrpRuns.Servers);
