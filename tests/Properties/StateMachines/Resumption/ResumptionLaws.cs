using Holdfast.StateMachines.Resumption;

namespace Holdfast.Tests.Properties.StateMachines.Resumption;

/// <summary>Configurations of both sides.</summary>
internal static class ResumptionRuns
{
    public static readonly ResumingClient.Config[] Clients =
    [
        Checked(new ResumingClient.Settings()),
        Checked(new ResumingClient.Settings
        {
            LifetimeMax = TimeSpan.FromTicks(4),
            Margin = TimeSpan.FromTicks(1),
        }),
    ];

    public static readonly ResumptionGateway.Config[] Gateways =
    [
        Checked(new ResumptionGateway.Settings()),
        Checked(new ResumptionGateway.Settings
        {
            Kind = ResumptionGateway.TicketKind.ByReference,
            Lifetime = TimeSpan.FromSeconds(1),
            SweepEvery = TimeSpan.FromSeconds(2),
        }),
        Checked(new ResumptionGateway.Settings { TicketsMax = 1 }),
    ];

    public static ResumingClient.Config Checked(ResumingClient.Settings settings) =>
        ResumingClient.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    public static ResumptionGateway.Config Checked(ResumptionGateway.Settings settings) =>
        ResumptionGateway.Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}

/// <summary>The laws of machines for the side that holds a ticket.</summary>
public sealed class ResumingClientLaws() : MachineLaws<
    ResumingClient.Config, ResumingClient.State, ResumingClient.Input, ResumingClient.Output>(
    ResumingClient.Machine, ResumptionRuns.Clients);

/// <summary>The laws of machines for the side that gives tickets.</summary>
public sealed class ResumptionGatewayLaws() : MachineLaws<
    ResumptionGateway.Config, ResumptionGateway.State,
    ResumptionGateway.Input, ResumptionGateway.Output>(
    ResumptionGateway.Machine, ResumptionRuns.Gateways);
