using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;

namespace Holdfast.Tests.Properties.StateMachines.Redirection;

/// <summary>Configurations of both sides.</summary>
internal static class RedirectRuns
{
    public static readonly GatewayName Origin = GatewayName.From(HostAddress.Parse("192.0.2.1"));

    public static readonly RedirectedClient.Config[] Clients =
    [
        Checked(new RedirectedClient.Settings { Origin = Origin }),
        Checked(new RedirectedClient.Settings
        {
            Origin = Origin,
            OnLoop = RedirectedClient.LoopAction.Origin,
            RedirectsMax = 2,
            LoopPeriod = TimeSpan.FromTicks(50),
        }),
        Checked(new RedirectedClient.Settings
        {
            Origin = Origin,
            RedirectsMax = 1,
            LoopPeriod = TimeSpan.FromTicks(3),
            FollowsUnproven = false,
        }),
        Checked(new RedirectedClient.Settings { Origin = Origin, RedirectsMax = 0 }),
        Checked(new RedirectedClient.Settings { Origin = Origin, Allowed = [Origin] }),
    ];

    public static readonly RedirectGateway.Config[] Gateways =
    [
        Checked(new RedirectGateway.Settings()),
        Checked(new RedirectGateway.Settings { DeleteAfter = TimeSpan.FromTicks(2) }),
    ];

    public static RedirectedClient.Config Checked(RedirectedClient.Settings settings) =>
        RedirectedClient.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static RedirectGateway.Config Checked(RedirectGateway.Settings settings) =>
        RedirectGateway.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
