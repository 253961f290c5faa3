using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Redirection;
using Holdfast.Tests.Interop.Corpus;
using static Holdfast.StateMachines.Redirection.RedirectedClient;

namespace Holdfast.Tests.Interop.StateMachines;

/// <summary>
/// Two gateways that redirect to each other, as libreswan met them, done again by the machine.
/// </summary>
public sealed class RedirectReplayTests
{
    private const string Redirected = @"IKE_AUTH response redirects to new gateway (\S+)\r?$";
    private const string Waits = @"revival attempt 1 scheduled in (\d+) seconds";
    private const string Initiating = @"initiating IKEv2 connection to (\S+) using UDP\r?$";

    private static readonly Octets Nonce =
        new([.. Enumerable.Range(1, 16).Select(octet => (byte)octet)]);

    [Requirement("RFC5685-7-a")]
    [PublicTheory]
    [InlineData("ikev2-redirect-03-auth-loop")]
    [InlineData("ikev2-redirect-03-global-loop")]
    public void A_loop_ends_at_the_same_redirect_and_the_origin_is_asked_again_as_late(string test)
    {
        var record = ConsoleRecord.Of(test, "west");
        var gateways = record.All(Initiating);
        var redirects = record.All(Redirected);

        // Five were followed; what the sixth said stands nowhere; the seventh came after the wait.
        Assert.Equal(7, gateways.Count);
        Assert.Equal(6, redirects.Count);
        Assert.Equal([TimeSpan.FromSeconds(300)], record.Seconds(Waits));

        var client = new Client(Gateway(gateways[0]));
        List<string> asked = [gateways[0]];
        foreach (var to in redirects.Take(5))
        {
            asked.Add(client.Redirected(to));
        }

        Assert.Equal(gateways.Take(6), asked);
        Assert.Equal(TimeSpan.FromSeconds(300), client.RedirectedOnceTooOften(gateways[0]));
        Assert.Equal(gateways[6], client.AfterTheWait());
    }

    private static GatewayName Gateway(string address) =>
        GatewayName.From(HostAddress.Parse(address));

    /// <summary>The machine, and its gateway's words.</summary>
    private sealed class Client
    {
        private readonly Config _config;
        private readonly Instant _now = Instant.Zero;
        private State _state;

        public Client(GatewayName origin)
        {
            Assert.True(Config.TryCreate(new() { Origin = origin }, out var config, out var error),
                $"{error}");
            _config = config;
            _state = Initial(_config, _now);
            Greet(Take(_now, new Input.Start()));
        }

        /// <summary>Where it goes next.</summary>
        public string Redirected(string to)
        {
            var connect = Greet(Take(_now, new Input.RedirectedInAuth(
                Gateway(to), Turn.Last, IsProven: true)));
            Assert.Equal(Gateway(to), connect.To);
            return to;
        }

        /// <summary>How long it waits.</summary>
        public TimeSpan RedirectedOnceTooOften(string to)
        {
            var outputs = Take(_now, new Input.RedirectedInAuth(
                Gateway(to), Turn.Last, IsProven: true));
            Assert.DoesNotContain(outputs, output => output is Output.Connect);
            return Assert.IsType<State.Waiting>(_state).Until - _now;
        }

        /// <summary>Where it goes when it has waited.</summary>
        public string AfterTheWait()
        {
            var connect = Greet(Take(Deadline(_config, _state)!.Value, new Input.Tick()));
            Assert.Null(connect.From);
            return $"{HostAddress.From(connect.To.Identity.Span)}";
        }

        private Output.Connect Greet(List<Output> outputs)
        {
            Take(_now, new Input.Sent(Nonce));
            Take(_now, new Input.Greeted());
            return Assert.Single(outputs.OfType<Output.Connect>());
        }

        private List<Output> Take(Instant now, Input input)
        {
            var next = Step(_config, _state, now, input);
            _state = next.State;
            return [.. next.Outputs.AsEnumerable()];
        }
    }
}
