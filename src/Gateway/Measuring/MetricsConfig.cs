using System.Net;
using System.Text.Json.Serialization;

namespace Holdfast.Gateway.Measuring;

/// <summary>Where what is measured is told.</summary>
public sealed record MetricsConfig
{
    /// <summary>Address and port at which Prometheus asks, for example 127.0.0.1:9464.</summary>
    public required string Listen { get; init; }

    /// <summary>The same; null: it is none.</summary>
    [JsonIgnore]
    public IPEndPoint? Endpoint =>
        IPEndPoint.TryParse(Listen, out var at) && at.Port > 0 ? at : null;

    /// <summary>What is wrong; null: nothing.</summary>
    public string? Check() => Endpoint is null
        ? $"metrics.listen: '{Listen}' is no address with a port; like 127.0.0.1:9464"
        : null;
}
