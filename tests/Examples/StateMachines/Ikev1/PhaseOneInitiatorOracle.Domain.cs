using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.StateMachines.Ikev1.PhaseOneInitiator;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.PhaseOneCases;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <content>Its domain, and what states and outputs are called.</content>
public sealed partial class PhaseOneInitiatorOracle
{
    private static readonly BoundedDomain<Config, State, Input, Output> Domain = new(
        Machine,
        new Letter<Config, State, Input>("written late", (config, state) =>
            state is State.Writing or State.Composing
                ? Machine.Alphabet.Single(letter => letter.Name == "written")
                    .Make(config, state)
                : new Input.Written(First, default, Share, new(9))));

    private static readonly IsakmpNotifyPayloadValue Refusal =
        PhaseOneMessages.Notice(IsakmpNotifyType.NoProposalChosen);

    /// <summary>What mars answers with, by what is amiss.</summary>
    private static readonly (string Name, PhaseOneMessage Message)[] Answers =
    [
        ("usual", Answer(Offer(86_400, Psk))),
        ("dss", Answer(Offer(86_400, Dss))),
        ("another time", Answer(Offer(60, Psk))),
        ("carol", Answer(Offer(86_400, Psk)) with { Identity = Carol }),
        ("signed", Answer(Offer(86_400, Sig)) with { Proof = default, Signature = Proof }),
    ];

    private static PhaseOneMessage Answer(IsakmpSaPayloadValue proposals) => new()
    {
        Proposals = proposals,
        Share = OtherShare,
        Nonce = NonceR,
        Identity = Mars,
        Proof = Proof,
        Traits = PhaseOneTraits.NatTraversal,
    };

    private static Trial<Config, State, Input> Trial(BoundedCell<State, Input> cell)
    {
        var (state, now) = (cell.State, cell.Now);
        var (half, made, open) = (HalfOf(state), MadeIn(state), OpenIn(state));
        var (mode, method, nat, by) = half is not null
            ? (Name(half.Mode), Name(half.Suite), half.Nat, Name(half.Cookies.Responder))
            : made is not null
                ? (Name(made.Mode), Name(made.Suite), made.Nat, Name(made.Id.Responder))
            : state is State.Up up
                ? (up.Answer is null ? "main" : "aggressive", "-",
                    up.Floats ? NatSides.Local : default, Name(up.Id.Responder))
            : ("-", "-", default, "-");
        var isLate = nat != NatSides.None && (state is not State.Proving || mode == "main");
        return new(
            [
                PhaseOf(state), mode, method, by,
                open is null ? "-" : open.At <= now ? "yes" : "no",
                open is null ? "-" : open.Sends == 1 ? "first" : "last",
                half is null ? "-" : $"{half.Doubts}", LetterOf(cell),
            ],
            Domain.Config, state, now, cell.Input)
        {
            Given =
            [
                ("{same}", Told(state)), ("same", Told(state)),
                ("{half}", half is null ? "-" : Name(half)), ("{m}", mode), ("{a}", method),
                ("{n}", Name(nat)), ("{w}", by),
                ("{r}", half?.Refusal is null ? "-" : "refused"),
                ("{gave up}", half?.Refusal is null ? "GaveUp" : "GaveUp refused"),
                ("{send}", isLate ? "Send to 4500" : "Send"),
                ("{proven}", isLate ? "floats" : "proven"),
                ("{over}", state is State.Up ? "up" : "gone"),
                ("{zeroed,} ", half is null ? "" : Zeroed(half)),
                ("{message}", state is State.Keying { Message: var message }
                    ? Answered(message) : "-"),
                ("{before}", state is State.Keying { Before: var before } ? Told(before) : "-"),
                ("{doubted}", state is State.Verifying { Before: var doubted }
                    ? Told(doubted with { Half = Doubting(doubted.Half) }) : "-"),
                ("{refused}", half is null ? "-" : Told(With(
                    state, half with { Refusal = Refusal }, open))),
                ("{again}", half is null || open is null ? "-" : Told(With(
                    state, half, open with
                    {
                        Sends = 2,
                        Wait = TimeSpan.FromTicks(2),
                        At = now + TimeSpan.FromTicks(2),
                    }))),
                ("{+1}", QuickCases.At(now + TimeSpan.FromTicks(1))),
            ],
        };
    }

    private static PhaseOneHalf Doubting(PhaseOneHalf half) =>
        half with { Doubts = half.Doubts + 1 };

    private static string LetterOf(BoundedCell<State, Input> cell)
    {
        var letter = cell.Letter.Replace(",", "", StringComparison.Ordinal);
        letter = letter == "written late" && (cell.State is State.Writing or State.Composing)
            ? "written" : letter;
        var kind = letter.StartsWith("begin", StringComparison.Ordinal) ? "beginnings"
            : letter == "answered by somebody else" ? "answers"
            : letter.StartsWith("answered", StringComparison.Ordinal) ? "answers/answers of mars"
            : letter.StartsWith("proved", StringComparison.Ordinal) ? "proofs"
            : letter.StartsWith("claimed", StringComparison.Ordinal) ? "claims"
            : letter;
        return $"{letter}/{kind}";
    }

    private static string Zeroed(PhaseOneHalf half) => half.Keys.IsSome ? "Forget 1, "
        : half.Share.IsSome ? "Forget 3, "
        : "";

    private static string PhaseOf(State state) => state is State.Verifying verifying
        ? $"verifying {Name(verifying.Message.Identity)}/verifying"
        : state.GetType().Name.ToLowerInvariant();

    private static IsakmpOpen? OpenIn(State state) => state switch
    {
        State.Offering offering => offering.Open,
        State.Exchanging exchanging => exchanging.Open,
        State.Authenticating open => open.Open,
        _ => null,
    };

    private static PhaseOneSa? MadeIn(State state) => (state as State.Committing)?.Made;

    private static State With(State state, PhaseOneHalf half, IsakmpOpen? open) => state switch
    {
        State.Offering one => one with { Half = half, Open = open! },
        State.Exchanging one => one with { Half = half, Open = open! },
        State.Authenticating one => one with { Half = half, Open = open! },
        _ => state,
    };

    private static string Told(State state) => state switch
    {
        State.Idle => "idle",
        State.Writing(var wish, var half) => $"writing {Name(half)}{Of(wish, half, state)}",
        State.Offering(var wish, var half, var open) =>
            $"offering {Name(half)} {QuickCases.Name(open, First)}{Of(wish, half, state)}",
        State.Composing(var wish, var half) => $"composing {Name(half)}{Of(wish, half, state)}",
        State.Exchanging(var wish, var half, var open) =>
            $"exchanging {Name(half)} {QuickCases.Name(open, First)}{Of(wish, half, state)}",
        State.Keying(var wish, var before, var half, var message) =>
            $"keying {Name(half)} of {Answered(message)} after {Told(before)}"
            + Of(wish, half, state),
        State.Proving(var wish, var half, var message) =>
            $"proving {Name(half)} of {Answered(message)}{Of(wish, half, state)}",
        State.Authenticating(var wish, var half, var open) =>
            $"authenticating {Name(half)} {QuickCases.Name(open, First)}"
            + Of(wish, half, state),
        State.Verifying(var wish, var before, var half, var message) =>
            $"verifying {Name(message.Identity)} after {Told(before)}"
            + Of(wish, half, state) + Unless(half, before.Half)
            + Unless(message, new() { Identity = message.Identity, Signature = Proof }),
        State.Committing(var made) => $"committing {Told(made)}",
        State.Up up =>
            $"up {(up.Answer is null ? "main" : "aggressive")} "
            + (up.Floats ? "NAT" : "direct") + $" {Name(up.Id.Responder)}"
            + Unless(up.Id, Id(up.Id.Responder))
            + (up.Answer is null ? "" : Unless(up.Answer, new(Second, First))),
        State.Gone => "gone",
    };

    /// <summary>What a half is beyond what it is called, as RFC 2409 §5 fills it in.</summary>
    private static string Of(PhaseOneWish wish, PhaseOneHalf half, State state)
    {
        var isMain = half.Mode == PhaseOneMode.Main;
        var isChosen = state is not (State.Writing or State.Offering);
        var hasShare = isMain
            ? isChosen && state is not State.Composing
            : state is not State.Writing;
        var isKeyed = state is State.Proving or State.Authenticating or State.Verifying;
        var isBoth = isKeyed || state is State.Keying;
        return Unless(wish, new(half.Mode, Carol, Mars)) + Unless(half, new(
            half.Mode, new(OfCarol, half.Cookies.Responder))
        {
            Suite = half.Suite,
            Life = new(86_400),
            SaBody = state is State.Writing ? default : SaBody,
            Shares = new(hasShare ? Share : default, isBoth ? OtherShare : default),
            Nonces = new(NonceI, isBoth ? NonceR : default),

            // RFC 3947 §3.1: what both sides are capable of.
            Traits = isChosen ? PhaseOneTraits.NatTraversal : Ours,
            Nat = half.Nat == NatSides.None ? NatSides.None : NatSides.Local,
            Share = hasShare && !isKeyed ? new(3) : KeyHandle.None,
            Keys = isKeyed ? new(1) : KeyHandle.None,
            Chain = isKeyed ? Chain : default,
            Taken = isChosen ? Second : default,
            Refusal = half.Refusal is null ? null : Refusal,
            Doubts = half.Doubts,
        });
    }

    private static string Answered(PhaseOneMessage message) =>
        Answers.SingleOrDefault(one => one.Message == message).Name ?? $"{message}";

    private static string Told(PhaseOneSa made)
    {
        var isMain = made.Mode == PhaseOneMode.Main;
        return PhaseOneCases.Name(made) + Unless(made, new(
            Id(made.Id.Responder), IkeRole.Initiator, made.Mode, made.Suite, new(1), Chain, Carol,
            Mars)
        {
            Life = made.Life,
            Nat = made.Nat == NatSides.None ? NatSides.None : NatSides.Local,
            Traits = PhaseOneTraits.NatTraversal,

            // RFC 2409 §5: of main mode the responder has the last word.
            Answer = isMain ? null : new(Second, First),
        });
    }

    private static string Said(State next, Output output)
    {
        return output switch
        {
            Output.Write(var half, var message, var group) =>
                Told(half, message, group) + Unless(half, HalfOf(next)),
            Output.Send(var octets, var floats) =>
                (floats ? "Send to 4500" : "Send") + Unless(octets, First),
            Output.Complete(var half, var message, var wanted) => "Complete"
                + Unless(half, HalfOf(next)) + Unless(message, (next as State.Keying)?.Message)
                + Unless(wanted, Mars),
            Output.Prove(var half, var message, var ours, var wanted) =>
                $"Prove {Name(half.Mode)} {Name(half.Suite)}" + Unless(half, HalfOf(next))
                + Unless(message, Identifying(half)) + Unless(ours, Carol)
                + Unless(wanted, Mars),
            Output.Verify(var half, var message) => "Verify" + Unless(half, HalfOf(next))
                + Unless(message, (next as State.Verifying)?.Message),
            Output.Inform(var isakmp, var information) =>
                Name(isakmp, information, isakmp.Cookies.Responder),
            Output.Establish(var made) => $"Establish {Told(made)}",
            Output.GaveUp { Refusal: null, Told: null } => "GaveUp",
            Output.GaveUp { Refusal: null, Told: { } told } => $"GaveUp told {Name(told)}",
            Output.GaveUp gaveUp => "GaveUp refused" + Unless(gaveUp, new(Refusal)),
            Output.Forget(var keys) => $"Forget {keys.Value}",
        };
    }

    /// <summary>§5.4: main mode first offers, then has its half and nonce; aggressive mode has all
    /// at once, with our name, and asks for a certificate where it may be of signatures.</summary>
    private static string Told(
        PhaseOneHalf half, PhaseOneMessage message, KeyExchangeMethod group)
    {
        var offer = new PhaseOneMessage { Proposals = Offer(86_400, Psk, Sig), Traits = Ours };
        return half.Suite is not null
            ? "Write half" + Unless(message, new() { Nonce = NonceI })
                + Unless(group, Psk.KeyExchange)
            : half.Mode == PhaseOneMode.Main
                ? "Write main" + Unless(message, offer) + Unless(group, KeyExchangeMethod.None)
            : "Write aggressive"
                + Unless(message, offer with
                {
                    Nonce = NonceI,
                    Identity = Carol,
                    Authorities = [default],
                })
                + Unless(group, Psk.KeyExchange);
    }

    /// <summary>§5.4: of main mode our name goes with our proof, and with signatures we ask for a
    /// certificate there, §5.1.</summary>
    private static PhaseOneMessage Identifying(PhaseOneHalf half) =>
        half.Mode == PhaseOneMode.Aggressive ? new()
            : new()
            {
                Identity = Carol,
                Authorities = half.Suite == Sig ? [default] : [],
            };
}
