using System.Net;
using Holdfast.Gateway;
using Holdfast.Gateway.Measuring;
using Holdfast.StateMachines.Composition;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Holdfast.Cli.Gateways;

/// <summary>Where Prometheus asks what a member measures: both meters, at
/// <c>http://ADDRESS:PORT/metrics</c>.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Opens it; null: nobody asked for it.</summary>
    /// <exception cref="GatewayException">The address can't be had.</exception>
    public static IDisposable? Open(GatewayConfig gateway)
    {
        if (gateway.Metrics?.Endpoint is not { } at)
        {
            return null;
        }

        try
        {
            return Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(resource => resource.AddService("holdfast-gateway"))
                .AddMeter(Telemetry.MeterName, GatewayTelemetry.MeterName)
                .AddPrometheusHttpListener(listener =>
                {
                    listener.Host = HostOf(at.Address);
                    listener.Port = at.Port;
                })
                .Build();
        }
        catch (Exception failure) when (failure is HttpListenerException
            or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            throw new GatewayException(
                $"can't listen for metrics at {at}: {failure.Message}", failure);
        }
    }

    // Of HTTP every address is a star.
    private static string HostOf(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "*"
        : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"[{address}]"
        : $"{address}";
}
