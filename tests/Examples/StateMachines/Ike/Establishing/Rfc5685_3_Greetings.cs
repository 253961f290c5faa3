using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>What other machines say in the exchanges that make an IKE SA: who was sent here says
/// by whom (RFC 5685 §3), and who needs both SPIs speaks with the proof.</summary>
public sealed class Rfc5685_3_Greetings
{
    private static readonly NotifyPayloadValue From = new()
    {
        Data = new NotifyPayloadData.RedirectedFrom(new RedirectedFromValue
        {
            IdentityType = GatewayIdentityType.Ipv4Address,
            Identity = Octets.FromHex("c0000201"),
        }),
    };

    private static readonly HalfOpen Half = new(
        new(Theirs, Ours), new(Drawn, Drawn), Suite, GreetingTraits.None, [], NatSides.None,
        Drawn, Instant.Zero + TimeSpan.FromSeconds(30))
    {
        Keys = new(7),
    };

    private static HandshakeWish Wish =>
        new(Carol, Mars, [Child], new(AtCarol, AtMars)) { RedirectedFrom = From };

    [Fact]
    public void Who_was_sent_here_says_by_whom_in_place_of_that_it_follows()
    {
        var state = (IkeInitiator.State)new IkeInitiator.State.Idle();
        var config = Initiator(new() { FollowsRedirects = true });
        foreach (var input in (IkeInitiator.Input[])
        [
            new IkeInitiator.Input.Begin(Wish, Theirs, Drawn, new(0x101)),
            new IkeInitiator.Input.Shared(Octets.FromHex("0504"), new(7)),
        ])
        {
            var next = IkeInitiator.Step(config, state, Instant.Zero, input);
            state = next.State;
            if (next.Outputs[0] is not IkeInitiator.Output.Write(var spis, var said))
            {
                continue;
            }

            var message = Travel(HandshakeMessages.Message(
                spis, IkeRole.Initiator, ExchangeType.IkeSaInit, 0,
                HandshakeMessages.ToPayloads(said, spis, Near)));
            Assert.DoesNotContain(
                message.Payloads,
                payload => payload.Body is IkePayloadBody.Notify(var notify)
                    && notify.Data is NotifyPayloadData.RedirectSupported);
            Assert.True(HandshakeMessages.TryReadGreeting(message, Far, out var read, out _));
            Assert.Equal(From, read.RedirectedFrom);
            Assert.True(read.Traits.HasFlag(GreetingTraits.FollowsRedirects));
        }

        Assert.IsType<IkeInitiator.State.Writing>(state);
    }

    [Fact]
    public void Who_needs_both_SPIs_speaks_with_the_proof_behind_what_is_wanted()
    {
        NotifyPayloadValue mobike = new()
        {
            Data = new NotifyPayloadData.MobikeSupported(new()),
        };
        var proved = IkeInitiator.Step(
            Initiator(),
            new IkeInitiator.State.Proving(
                new(
                    Wish with { Says = [mobike] }, Theirs, Drawn, new(0x101),
                    Suite.KeyExchange),
                Half),
            Instant.Zero,
            new IkeInitiator.Input.Proved(Auth, [])
            {
                Says = [FirstChild.Notice(NotifyType.AdditionalTsPossible)],
            });
        var sealing = Assert.IsType<IkeInitiator.Output.Seal>(proved.Outputs[0]);

        Assert.Equal(
            [mobike, FirstChild.Notice(NotifyType.AdditionalTsPossible)],
            sealing.Message.Says.AsEnumerable());
    }
}
