using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;
using Instant = Holdfast.StateMachines.Instant;
using Shortcut = Holdfast.StateMachines.Nhrp.NhrpShortcut;

namespace Holdfast.Tests.Examples.StateMachines.Nhrp;

/// <summary>RFC 2332 §5.2.1 and §5.2.2: what a shortcut asks for, and which answers are one.
/// </summary>
public sealed class RequestsOfShortcuts
{
    private static readonly HostAddress Two = HostAddress.Parse("10.0.0.2");
    private static readonly HostAddress Other = HostAddress.Parse("192.0.2.2");
    private static readonly NhrpMessages.Parties ToTwo = new(
        HostAddress.Parse("192.0.2.1"), HostAddress.Parse("10.0.0.1"), Two);

    /// <summary>An address of the network below of any length may be said; ours is IP.</summary>
    [Theory]
    [InlineData("c0000202", true)]
    [InlineData("20010db8000000000000000000000002", true)]
    [InlineData("c00002", false)]
    [InlineData("", false)]
    public void An_element_without_an_IP_address_below_resolves_nothing(
        string below, bool isResolved)
    {
        var request = NhrpMessages.ToPacket(new Shortcut.Output.SendRequest(9), ToTwo)!;
        var reply = NhrpMessages.ResolutionReply(
            request, new Binding(Two, 32, Other), TimeSpan.FromHours(1));
        var client = reply.Clients[0] with { NbmaAddress = Octets.FromHex(below) };
        Assert.Equal(
            isResolved ? typeof(Shortcut.Input.Resolved) : typeof(Shortcut.Input.Unresolved),
            NhrpMessages.ClassifyForShortcut(reply with { Clients = [client] }, Two)!.GetType());
    }

    /// <summary>However it ended: the purge of the way has a number, and the next request another
    /// one behind it.</summary>
    [Fact]
    public void Whatever_ends_a_refresh_no_number_stands_for_two_requests()
    {
        Assert.True(Shortcut.Config.TryCreate(new(), out var config, out _));
        var binding = new Binding(Two, 32, Other);
        var another = binding with { Nbma = HostAddress.Parse("192.0.2.3") };
        var now = Instant.Zero;
        var ends = now + TimeSpan.FromMinutes(1);
        foreach (var (at, input) in ((Instant, Shortcut.Input)[])
            [
                (now, new Shortcut.Input.Resolved(9, another, TimeSpan.FromMinutes(10))),
                (now, new Shortcut.Input.Unresolved(9)),
                (now, new Shortcut.Input.SaDown(Other)),
                (now, new Shortcut.Input.Purged(77)),
                (ends, new Shortcut.Input.Tick()),
            ])
        {
            var next = Shortcut.Step(
                config,
                new Shortcut.State.Refreshing(9, now + TimeSpan.FromSeconds(1), binding, ends),
                at, input);
            List<uint> numbers = [9, .. NumbersIn(next)];
            if (next.State is Shortcut.State.Opening)
            {
                next = Shortcut.Step(
                    config, next.State, at, new Shortcut.Input.SaDown(another.Nbma));
                numbers.AddRange(NumbersIn(next));
            }

            // Long after whatever is waited for.
            next = Shortcut.Step(
                config, next.State, at + TimeSpan.FromHours(1), new Shortcut.Input.Redirected());
            numbers.AddRange(NumbersIn(next));
            Assert.IsType<Shortcut.State.Resolving>(next.State);
            Assert.True(numbers.Count > 1);
            Assert.Equal(
                Enumerable.Range(9, numbers.Count), numbers.Select(number => (int)number));
        }

        static IEnumerable<uint> NumbersIn(Next<Shortcut.State, Shortcut.Output> next) =>
            next.Outputs.SelectMany(output => output switch
            {
                Shortcut.Output.SendRequest(var id) => (uint[])[id],
                Shortcut.Output.SendPurge(var id, _) => [id],
                Shortcut.Output.OpenSa or Shortcut.Output.Install or Shortcut.Output.Withdraw
                    or Shortcut.Output.AnswerPurge => [],
            });
    }

    /// <summary>A number stands for one request: no late reply answers a later one.</summary>
    [Fact]
    public void Every_request_has_the_number_behind_that_of_the_one_before()
    {
        Assert.True(Shortcut.Config.TryCreate(new(), out var config, out _));
        var (state, now) = (Shortcut.Initial(config, Instant.Zero), Instant.Zero);
        var binding = new Binding(Two, 32, Other);
        List<uint> numbers = [];
        Step(new Shortcut.Input.Redirected());
        for (var turn = 0; turn < 3; turn++)
        {
            Step(new Shortcut.Input.Resolved(numbers[^1], binding, TimeSpan.FromMinutes(10)));
            Step(new Shortcut.Input.SaUp(Other));
            Step(new Shortcut.Input.Traffic());
            while (state is Shortcut.State.Live)
            {
                now = Shortcut.Deadline(config, state)!.Value;
                Step(new Shortcut.Input.Tick());
            }

            Assert.IsType<Shortcut.State.Refreshing>(state);
        }

        Assert.Equal([0, 1, 2, 3], numbers.Select(number => number - numbers[0]));

        void Step(Shortcut.Input input)
        {
            var next = Shortcut.Step(config, state, now, input);
            state = next.State;
            numbers.AddRange(next.Outputs.OfType<Shortcut.Output.SendRequest>()
                .Select(asked => asked.Id));
        }
    }
}
