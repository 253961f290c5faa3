using Holdfast.StateMachines.Redirection;

namespace Holdfast.Tests.Properties.StateMachines.Redirection;

/// <summary>The laws of machines for a client that is redirected.</summary>
public sealed class RedirectedClientLaws() : MachineLaws<
    RedirectedClient.Config, RedirectedClient.State,
    RedirectedClient.Input, RedirectedClient.Output>(
    RedirectedClient.Machine, RedirectRuns.Clients);

/// <summary>The laws of machines for a gateway that redirects.</summary>
public sealed class RedirectGatewayLaws() : MachineLaws<
    RedirectGateway.Config, RedirectGateway.State,
    RedirectGateway.Input, RedirectGateway.Output>(
    RedirectGateway.Machine, RedirectRuns.Gateways);
