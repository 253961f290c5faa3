using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.Tests.Examples.StateMachines.Ike.Establishing.HandshakeCases;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>RFC 9370 §2.2.1: what is chosen of additional key exchanges, and by whom.</summary>
public sealed class Rfc9370_2_2_1_Proposals
{
    private static readonly IkeSuite Hybrid =
        Suite with { Additional = [KeyExchangeMethod.MlKem768] };

    private static readonly TransformValue NoAdditional =
        new() { TransformType = new(6), TransformId = new(0) };

    /// <summary>ML-KEM-768, or none.</summary>
    private static readonly ProposalValue Optional =
        SuiteProposals.Offer([Hybrid]).Proposals[0] with
        {
            Transforms = [.. SuiteProposals.Of(Hybrid).Transforms, NoAdditional],
        };

    /// <summary>Without IKE_INTERMEDIATE these transforms are of a type that nobody knows, and
    /// their proposals are passed over, even where they may be left out.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [Requirement("RFC9370-2.2.1-c")]
    public void A_proposal_with_them_is_for_who_speaks_IKE_INTERMEDIATE(
        bool theySay, bool haveWeAny)
    {
        var config = Responder(new() { Suites = haveWeAny ? [Hybrid, Suite] : [Suite] });
        var hello = Hello with
        {
            Traits = theySay
                ? Hello.Traits
                : Hello.Traits & ~GreetingTraits.Intermediate,
        };
        var alone = Step(hello with { Proposals = new() { Proposals = [Optional] } });
        if (theySay)
        {
            // Whoever chooses of it, be it none, says that it speaks IKE_INTERMEDIATE.
            var keying = Assert.IsType<IkeResponder.State.Keying>(alone.State);
            Assert.Equal(haveWeAny ? 1 : 0, keying.Half.Suite.Additional.Count);
            Assert.Contains(keying.Chosen.Transforms, one => one.TransformType.Value == 6);
            var written = Assert.IsType<IkeResponder.Output.Write>(IkeResponder.Step(
                config, keying, Instant.Zero,
                new IkeResponder.Input.Keyed(Drawn, new(7))).Outputs[0]);
            Assert.True(written.Message.Traits.HasFlag(GreetingTraits.Intermediate));
            return;
        }

        Assert.Equal(
            [new IkeResponder.Output.Reply(FirstChild.Notice(NotifyType.NoProposalChosen))],
            alone.Outputs.AsEnumerable());

        // The plain one behind it is taken, by its own number.
        var plain = SuiteProposals.Of(Suite) with { ProposalNumber = 2 };
        var second = Assert.IsType<IkeResponder.State.Keying>(
            Step(hello with { Proposals = new() { Proposals = [Optional, plain] } }).State);
        Assert.Equal(plain, second.Chosen);

        Next<IkeResponder.State, IkeResponder.Output> Step(Greeting greeting) =>
            IkeResponder.Step(
                config, new IkeResponder.State.Idle(), Instant.Zero,
                new IkeResponder.Input.Greeted(
                    greeting, new(Theirs, Octets.FromHex("01"), NatSides.None), Ours, Drawn));
    }

    /// <summary>RFC 7296 §2.7: what was not offered is not the peer's answer.</summary>
    [Fact]
    [Requirement("RFC9370-2.2.1-a")]
    public void An_answer_with_them_elsewhere_than_offered_is_not_taken()
    {
        var offered = SuiteProposals.Offer([Hybrid]).Proposals[0];
        Assert.Equal(Hybrid, Taken(offered));
        var plain = SuiteProposals.Of(Suite).Transforms;
        var second = new TransformValue
        {
            TransformType = new(7),
            TransformId = new(KeyExchangeMethod.MlKem768.Value),
        };
        Assert.Null(Taken(offered with { Transforms = [.. plain, second] }));
        Assert.Null(Taken(offered with { Transforms = [.. plain, NoAdditional, second] }));
        Assert.Null(Taken(offered with { Transforms = [.. plain, NoAdditional] }));
        Assert.Null(Taken(offered with { Transforms = plain }));

        static IkeSuite? Taken(ProposalValue answer) => ProposalChoice.TakeAnswer(
            [Hybrid], new() { Proposals = [answer] }, spiLength: 0);
    }

    /// <summary>It would be offered, and no answer to it could ever be taken.</summary>
    [Fact]
    public void A_configuration_does_not_name_none_as_an_additional_exchange()
    {
        Assert.False(IkeInitiator.Config.TryCreate(
            new() { Suites = [Suite with { Additional = [KeyExchangeMethod.None] }] }, out _,
            out var error));
        Assert.Equal("Suites[0].Additional", error.Name);
    }

    /// <summary>A piece of a message that nobody waits for is not opened, so that it is not kept
    /// either.</summary>
    [Fact]
    public void Keys_open_the_exchange_that_is_next_and_the_one_that_is_repeated()
    {
        var open = new IkeResponder.State.Open(new(
            new(Theirs, Ours), new(Drawn, Drawn), Hybrid, GreetingTraits.Intermediate, [],
            NatSides.None, Drawn, default)
        {
            Keys = new(17),
            Before = new(7),
            Done = 1,
        });
        Assert.Equal(
            [KeyHandle.None, new(7), new(17), KeyHandle.None, KeyHandle.None],
            ((uint[])[0, 1, 2, 3, uint.MaxValue]).Select(id => IkeResponder.KeysOf(open, id)));
    }
}
