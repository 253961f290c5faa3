using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.StateMachines.Ike.Establishing;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.Ikev1Cases;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>An answer has the attributes of what was offered and no other, RFC 2408 §4.2 and RFC
/// 2409 §5; how it writes them is its own.</summary>
public sealed class Rfc2408_4_2_Answers
{
    private static readonly IsakmpOpen Open =
        new(HandshakeCases.Drawn, 1, TimeSpan.FromTicks(1), Instant.Zero);

    private static readonly ChildSuite Child = new(
        ProtocolId.Esp, EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!,
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!, Esn: false);

    // What no suite has is none of ours already.
    private static readonly string[] Sections = ["RFC 2408 §4.2", "RFC 2409 §5"];

    /// <summary>How answers differ from what was offered, and whether they say the same.</summary>
    public static TheoryData<string, bool> Changes => new()
    {
        { "nothing", true },
        { "its number", true },
        { "the order", true },
        { "the form of the duration", true },
        { "zeros before the duration", true },
        { "less time", false },
        { "more time", false },
        { "no life", false },
        { "kilobytes as well", false },
        { "kilobytes in place of seconds", false },
        { "an attribute that nobody knows", false },
        { "an attribute twice", false },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    [Requirement("RFC2409-5-f")]
    public void Of_phase_1_what_was_changed_is_no_answer(string change, bool isTaken)
    {
        var config = Checked(new PhaseOneInitiator.Settings { Life = new(3_600) });
        var offered = Offered(IsakmpOffers.Offer(config.Suites, config.Life));
        var state = new PhaseOneInitiator.State.Offering(
            new(PhaseOneMode.Main, HandshakeCases.Carol, null),
            new(PhaseOneMode.Main, new(new(1), default)), Open);
        var next = PhaseOneInitiator.Step(
            config, state, Instant.Zero, new PhaseOneInitiator.Input.Answered(
                new()
                {
                    Proposals = Payload(
                        offered with { Transforms = [Changed(offered.Transforms[1], change)] }),
                },
                new(2), default, HandshakeCases.Drawn));
        Assert.Equal(
            isTaken ? config.Suites[1] : null,
            (next.State as PhaseOneInitiator.State.Composing)?.Half.Suite);
        if (!isTaken)
        {
            Assert.Equal(state, next.State);
            Assert.Contains(next.Reason.Section, Sections);
            Assert.Empty(next.Outputs.AsEnumerable());
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    [Requirement("RFC2409-5-f")]
    public void Of_quick_mode_what_was_changed_is_no_answer(string change, bool isTaken)
    {
        var wish = WishFor(new(3_600));
        var offered = Offered(QuickOffers.Offer(
            wish.Suites, new(0x1001), wish.Life, isTransport: false, isEncapsulated: false));
        var next = Answered(
            wish, offered with { Transforms = [Changed(offered.Transforms[0], change)] });
        Assert.Equal(isTaken, next.State is QuickInitiator.State.Completing);
        if (!isTaken)
        {
            Assert.Contains(next.Reason.Section, Sections);
            Assert.Contains(
                new QuickInitiator.Output.Inform(
                    wish.Isakmp, Information.Refusing(IsakmpNotifyType.NoProposalChosen)),
                next.Outputs.AsEnumerable());
        }
    }

    // Some say no kilobytes in phase 1, and seconds wherever there is a life.
    [Theory]
    [InlineData(3_600, 1_000, 3_600, 1_000, true)]
    [InlineData(3_600, 1_000, 3_600, 0, true)]
    [InlineData(0, 1_000, 0, 0, true)]
    [InlineData(3_600, 1_000, 0, 1_000, false)]
    [InlineData(3_600, 1_000, 3_600, 999, false)]
    [InlineData(3_600, 1_000, 1_800, 0, false)]
    [InlineData(0, 1_000, 28_800, 0, false)]
    [InlineData(0, 0, 28_800, 0, false)]
    [Requirement("RFC2409-5-f")]
    public void Kilobytes_of_phase_1_may_be_left_out(
        uint offeredSeconds, uint offeredKilobytes, uint seconds, uint kilobytes, bool isTaken)
    {
        var config = Checked(new PhaseOneInitiator.Settings
        {
            Life = new(offeredSeconds, offeredKilobytes),
        });
        var without = IsakmpOffers.Offer(config.Suites, default);
        var answer = Offered(without).Transforms[0];
        foreach (var isSaidThatThereIsNone in (bool[])[false, true])
        {
            var life = seconds == 0 && isSaidThatThereIsNone
                ? [.. new SaLife(1).ToPhaseOne().Span[..1], NoTime()]
                : new SaLife(seconds).ToPhaseOne();
            var next = Answered(config, answer with
            {
                Attributes =
                [
                    .. answer.Attributes, .. life, .. new SaLife(0, kilobytes).ToPhaseOne(),
                ],
            });
            Assert.Equal(
                isTaken ? new SaLife(offeredSeconds, offeredKilobytes) : null,
                (next.State as PhaseOneInitiator.State.Composing)?.Half.Life);
        }
    }

    [Theory]
    [InlineData(0, 28_800, true)]
    [InlineData(28_800, 0, true)]
    [InlineData(0, 28_801, false)]
    [InlineData(3_600, 0, false)]
    [Requirement("RFC2409-5-f")]
    public void The_time_of_phase_2_that_nobody_says_may_be_said(
        uint offered, uint said, bool isTaken)
    {
        var wish = WishFor(new(offered, 1_000));
        var answer = QuickOffers.Offer(
            wish.Suites, new(0x1001), new(said, 1_000), isTransport: false,
            isEncapsulated: false);
        var next = Answered(wish, Offered(answer));
        Assert.Equal(
            isTaken ? new SaLife(28_800, 1_000) : null,
            (next.State as QuickInitiator.State.Completing)?.Made.Life);
    }

    private static IsakmpAttributeValue NoTime() =>
        new() { AttributeType = PhaseOneAttributeType.LifeDuration.Value, AttributeValue = 0 };

    private static Next<PhaseOneInitiator.State, PhaseOneInitiator.Output> Answered(
        PhaseOneInitiator.Config config, IsakmpTransformValue transform) =>
        PhaseOneInitiator.Step(
            config,
            new PhaseOneInitiator.State.Offering(
                new(PhaseOneMode.Main, HandshakeCases.Carol, null),
                new(PhaseOneMode.Main, new(new(1), default)), Open),
            Instant.Zero, new PhaseOneInitiator.Input.Answered(
                new()
                {
                    Proposals = Payload(
                        Offered(IsakmpOffers.Offer(config.Suites, default)) with
                        {
                            Transforms = [transform],
                        }),
                },
                new(2), default, HandshakeCases.Drawn));

    private static QuickWish WishFor(SaLife life) => new(
        new(new(new(1), new(2)), new(7), default), [Child], HandshakeCases.AtCarol[0],
        HandshakeCases.AtMars[0])
    {
        Life = life,
    };

    private static Next<QuickInitiator.State, QuickInitiator.Output> Answered(
        QuickWish wish, IsakmpProposalValue proposal) => QuickInitiator.Step(
            Checked(new QuickInitiator.Settings()),
            new QuickInitiator.State.Waiting(
                wish, new(wish.Isakmp, new(9), new(0x2001), new(HandshakeCases.Drawn, default)),
                Open),
            Instant.Zero, new QuickInitiator.Input.Answered(
                new()
                {
                    Proposals = Payload(proposal),
                    Nonce = Octets.FromHex("0101010101010101"),
                    Initiator = wish.Local,
                    Responder = wish.Remote,
                },
                HandshakeCases.Drawn, default));

    /// <summary>A transform that ends with the kind of its life and its duration.</summary>
    private static IsakmpTransformValue Changed(IsakmpTransformValue transform, string change)
    {
        var all = transform.Attributes;
        var (rest, kind, duration) = (all.Span[..^2].ToArray(), all[^2], all[^1]);
        Assert.Equal((ushort)3_600, duration.AttributeValue);
        return transform with
        {
            TransformNumber = (byte)(transform.TransformNumber + (change == "its number" ? 1 : 0)),
            Attributes = change switch
            {
                "the order" => [kind, duration, .. rest.Reverse()],
                "the form of the duration" => [.. rest, kind, Long(duration, 4)],
                "zeros before the duration" => [.. rest, kind, Long(duration, 9)],
                "less time" => [.. rest, kind, duration with { AttributeValue = 1_800 }],
                "more time" => [.. rest, kind, duration with { AttributeValue = 7_200 }],
                "no life" => [.. rest],
                "kilobytes as well" =>
                    [.. all, kind with { AttributeValue = 2 }, duration],
                "kilobytes in place of seconds" =>
                    [.. rest, kind with { AttributeValue = 2 }, duration],
                "an attribute that nobody knows" =>
                    [.. all, kind with { AttributeType = 32_001 }],
                "an attribute twice" => [all[0], .. all],
                _ => all,
            },
        };
    }

    private static IsakmpAttributeValue Long(IsakmpAttributeValue attribute, int length)
    {
        var octets = new byte[length];
        BinaryPrimitives.WriteUInt16BigEndian(
            octets.AsSpan(length - sizeof(ushort)), attribute.AttributeValue!.Value);
        return new() { AttributeType = attribute.AttributeType, AttributeData = new(octets) };
    }

    private static IsakmpProposalValue Offered(IsakmpSaPayloadValue payload) =>
        IsakmpOffers.ProposalsOf(payload)[0];

    private static IsakmpSaPayloadValue Payload(IsakmpProposalValue proposal) => new()
    {
        Body = new IsakmpSaPayloadBody.Ipsec(new()
        {
            Body = new IpsecSituationBody.IdentityOnly(new() { Proposals = [proposal] }),
        }),
    };
}
