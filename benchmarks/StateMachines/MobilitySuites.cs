using BenchmarkDotNet.Attributes;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Redirection;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>One step of redirects and of MOBIKE; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class MobilityStepSuite
{
    private static readonly Octets Cookie = Octets.FromHex("0011223344556677");
    private static readonly HostAddress Home = HostAddress.Parse("192.0.2.1");
    private static readonly HostAddress Gateway = HostAddress.Parse("203.0.113.1");

    private static readonly RedirectedClient.Input Redirect =
        new RedirectedClient.Input.RedirectedByGateway(
            GatewayName.From(HostAddress.Parse("192.0.2.7")));

    private static readonly MobikeResponder.Input Update = new MobikeResponder.Input.Update(
        new(Gateway, Home), true, MobikeResponder.Nat.Allowed, Cookie);

    private RedirectedClient.Config _client = null!;
    private RedirectedClient.State _up = null!;
    private MobikeResponder.Config _responder = null!;
    private MobikeResponder.State _settled = null!;

    /// <summary>Makes the states.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var origin = GatewayName.From(Gateway);
        if (!RedirectedClient.Config.TryCreate(
                new() { Origin = origin }, out var client, out var error)
            || !MobikeResponder.Config.TryCreate(
                new() { Shared = [Gateway] }, out var responder, out error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _client = client;
        _up = new RedirectedClient.State.Up(new(origin, null, null, []), Follows: true);
        _responder = responder;
        _settled = new MobikeResponder.State.Settled(new(Gateway, Home));
    }

    /// <summary>A client follows a redirect of its gateway.</summary>
    [Benchmark]
    public RedirectedClient.State Follow() =>
        RedirectedClient.Step(_client, _up, Instant.Zero, Redirect).State;

    /// <summary>A gateway gets an update that changes nothing.</summary>
    [Benchmark]
    public MobikeResponder.State SamePath() =>
        MobikeResponder.Step(_responder, _settled, Instant.Zero, Update).State;
}
