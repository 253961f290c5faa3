using BenchmarkDotNet.Attributes;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>One step of redirects, on both sides; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class RedirectStepSuite
{
    private static readonly Octets Nonce = Octets.FromHex("00112233445566778899aabbccddeeff");
    private static readonly GatewayName Here = GatewayName.From(HostAddress.Parse("203.0.113.1"));
    private static readonly GatewayName There = GatewayName.From(HostAddress.Parse("192.0.2.7"));

    private static readonly RedirectedClient.Input Told =
        new RedirectedClient.Input.RedirectedByGateway(There);

    private static readonly RedirectGateway.Input Belongs =
        new RedirectGateway.Input.Greeted(new(Follows: true, null), Nonce, null);

    private static readonly RedirectGateway.Input DoesNot =
        new RedirectGateway.Input.Greeted(new(Follows: true, null), Nonce, There);

    private static readonly RedirectGateway.State New = new RedirectGateway.State.New();

    private RedirectedClient.Config _client = null!;
    private RedirectedClient.State _up = null!;
    private RedirectGateway.Config _gateway = null!;

    /// <summary>Makes the states.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!RedirectedClient.Config.TryCreate(
                new() { Origin = Here }, out var client, out var error)
            || !RedirectGateway.Config.TryCreate(new(), out var gateway, out error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _client = client;
        _up = new RedirectedClient.State.Up(new(Here, null, null, []), Follows: true);
        _gateway = gateway;
    }

    /// <summary>A client follows a redirect of its gateway.</summary>
    [Benchmark]
    public RedirectedClient.State Follow() =>
        RedirectedClient.Step(_client, _up, Instant.Zero, Told).State;

    /// <summary>A gateway keeps a client.</summary>
    [Benchmark]
    public RedirectGateway.State Keep() =>
        RedirectGateway.Step(_gateway, New, Instant.Zero, Belongs).State;

    /// <summary>A gateway sends a client elsewhere, in IKE_SA_INIT.</summary>
    [Benchmark]
    public RedirectGateway.State SendElsewhere() =>
        RedirectGateway.Step(_gateway, New, Instant.Zero, DoesNot).State;
}
