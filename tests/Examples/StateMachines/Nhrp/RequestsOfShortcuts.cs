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
