using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using static Holdfast.StateMachines.Ikev1.PhaseOneResponder;
using static Holdfast.Tests.Examples.StateMachines.Ikev1.PhaseOneCases;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <content>Its domain, and what states and outputs are called.</content>
public sealed partial class PhaseOneResponderOracle
{
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly IkeSpiPair Cookies = new(OfCarol, OfMars);

    private static readonly BoundedDomain<Config, State, Input, Output> Domain = new(Machine);

    /// <summary>In the bounded configuration a half-open SA is given up before our message was sent
    /// often enough: the same, half-open for longer.</summary>
    private static IEnumerable<BoundedCell<State, Input>> Cells =>
    [
        .. Domain.Cells,
        .. from cell in Domain.Cells
           where cell.State is State.Authenticating { Again.Sends: 2 }
           let open = (State.Authenticating)cell.State
           select cell with { State = open with { Until = open.Until + (3 * Unit) } },
    ];

    private static Trial<Config, State, Input> Trial(BoundedCell<State, Input> cell)
    {
        var (state, now) = (cell.State, cell.Now);
        var (half, made) = (HalfOf(state), (state as State.Committing)?.Made);
        var open = state as State.Authenticating ?? (state as State.Verifying)?.Before;
        var until = UntilOf(state);
        return new(
            [
                PhaseOf(state),
                half is not null ? PhaseOneCases.Name(half.Mode)
                    : made is not null ? PhaseOneCases.Name(made.Mode)
                    : state is State.Up up ? up.Answer is null ? "aggressive" : "main"
                    : "-",
                half is null ? "-" : PhaseOneCases.Name(half.Suite),
                open is null ? "-" : Name(open.Party),
                open is null ? "-" : open.HasTold ? "yes" : "no",
                open is null ? "-" : $"{open.Half.Doubts}",
                until is null ? "-" : until <= now ? "yes" : "no", Again(open, now),
                LetterOf(cell.Letter),
            ],
            Domain.Config, state, now, cell.Input)
        {
            Given =
            [
                ("{same}", Told(state)), ("same", Told(state)),
                ("{half}", half is null ? "-" : Name(half)),
                ("{a}", PhaseOneCases.Name(half?.Suite)), ("{life}", half is null ? "-" : Life(half)),
                ("{seconds}", $"{half?.Life.Seconds}"),
                ("{w}", PhaseOneCases.Name(half?.Nat ?? NatSides.None) + " mars"),
                ("{until}", until is { } instant ? Until(instant) : "-"),
                ("{zeroed}", half is { Keys.IsSome: true } ? "Forget 1" : ""),
                ("{over}", state is State.Up ? "up" : "gone"),
                ("{before}", state is State.Exchanging exchanging
                    ? Told(exchanging.Before) : "-"),
                ("{told}", open is null ? "-" : Told(open with { HasTold = true })),
                ("{doubted}", open is null ? "-" : Told(open with
                {
                    HasTold = true,
                    Half = open.Half with { Doubts = open.Half.Doubts + 1 },
                })),
                ("{never}", open is null ? "-" : Told(open with { Again = null })),
                ("{again}", open?.Again is not { } again ? "-" : Told(open with
                {
                    Again = again with { Sends = 2, Wait = 2 * Unit, At = now + (2 * Unit) },
                })),
                ("{+1}", QuickCases.At(now + Unit)), ("{+3}", Until(now + (3 * Unit))),
            ],
        };
    }

    private static string Again(State.Authenticating? open, Instant now) => open is null ? "-"
        : open.Again is not { } again ? "never"
        : again.At > now ? "no"
        : again.Sends == 1 ? "first"
        : "last";

    private static string LetterOf(string name)
    {
        var letter = name.Replace(",", "", StringComparison.Ordinal);
        var kind = letter.StartsWith("offered", StringComparison.Ordinal) ? "offers"
            : letter.StartsWith("exchanged", StringComparison.Ordinal) ? "exchanges"
            : letter.StartsWith("keyed", StringComparison.Ordinal) ? "keys"
            : letter.StartsWith("proved", StringComparison.Ordinal) ? "proofs"
            : letter.StartsWith("claimed", StringComparison.Ordinal) ? "claims"
            : letter;
        return $"{letter}/{kind}";
    }

    private static string PhaseOf(State state) => state is State.Verifying verifying
        ? $"verifying {PhaseOneCases.Name(verifying.Message.Identity)}/verifying"
        : state.GetType().Name.ToLowerInvariant();

    private static Instant? UntilOf(State state) => state switch
    {
        State.Writing writing => writing.Until,
        State.Open open => open.Until,
        State.Exchanging exchanging => exchanging.Until,
        State.Authenticating open => open.Until,
        State.Verifying verifying => verifying.Before.Until,
        State.Proving proving => proving.Until,
        State.Idle or State.Committing or State.Up or State.Gone => null,
    };

    private static string Until(Instant instant) => $"until {(instant - Instant.Zero).Ticks}";

    private static string Name(PhaseOneHalf half) =>
        $"{PhaseOneCases.Name(half.Mode)} {PhaseOneCases.Name(half.Suite)} {Life(half)} "
        + $"{PhaseOneCases.Name(half.Nat)} {half.Doubts}";

    private static string Life(PhaseOneHalf half) =>
        $"{half.Life.Seconds} {(half.IsShorter ? "less" : "as offered")}";

    private static string Name(PhaseOneParty party) => party == new PhaseOneParty(Mars, Carol)
        ? "carol"
        : party == new PhaseOneParty(Mars, Carol) { MustLogIn = true } ? "carol's login"
        : $"{party}";

    private static string Told(State state) => state switch
    {
        State.Idle => "idle",
        State.Writing(var half, var until) =>
            $"writing {Name(half)} {Until(until)}{Of(half, state)}",
        State.Open(var half, var answer, var until) =>
            $"open {Name(half)} {Until(until)}{Of(half, state)}"
            + Unless(answer, new(First, Second)),
        State.Exchanging(var half, var before, var until) =>
            $"exchanging {Name(half)} {Until(until)} after {Told(before)}{Of(half, state)}",
        State.Authenticating(var half, var party, var answer, var again, var until) open =>
            $"authenticating {Name(half)} for {Name(party)} "
            + (open.HasTold ? "told " : "untold ")
            + (again is null ? "never " : $"{QuickCases.Name(again, Second)} ")
            + Until(until) + Of(half, state) + Unless(answer, new(First, Second)),
        State.Verifying(var before, var half, var message) =>
            $"verifying {PhaseOneCases.Name(message.Identity)} after {Told(before)}"
            + Unless(half, before.Half)
            + Unless(message, new() { Identity = message.Identity, Signature = Proof }),
        State.Proving(var half, var made, var until) =>
            $"proving {Name(half)} {PhaseOneCases.Name(made.Peer)} {Until(until)}"
            + Of(half, state) + Unless(made, Made(made)) + Unless(made.Life, half.Life)
            + Unless(made.Nat, half.Nat) + Unless(made.Suite, half.Suite)
            + Unless(made.Mode, half.Mode),
        State.Committing(var made) => $"committing {Told(made)}",
        State.Up up => $"up {(up.Answer is null ? "aggressive" : "main")}"
            + Unless(up.Id, Id(OfMars))
            + (up.Answer is null ? "" : Unless(up.Answer, new(First, Second))),
        State.Gone => "gone",
    };

    /// <summary>What a half is beyond what it is called, as RFC 2409 §5 fills it in.</summary>
    private static string Of(PhaseOneHalf half, State state)
    {
        var isMain = half.Mode == PhaseOneMode.Main;
        var hasPeer = !isMain || state is not (State.Writing or State.Open);
        var isKeyed = state is State.Authenticating or State.Proving;
        return Unless(half, new(half.Mode, Cookies)
        {
            Suite = half.Suite,
            Life = half.Life,
            IsShorter = half.IsShorter,
            SaBody = SaBody,

            // Our own value is not known before it is computed with the keys.
            Shares = new(
                hasPeer ? PhaseOneCases.Share : default,
                isKeyed ? PhaseOneCases.Share : default),
            Nonces = new(hasPeer ? NonceI : default, NonceR),
            Traits = PhaseOneTraits.NatTraversal,
            Nat = half.Nat == NatSides.None ? NatSides.None : NatSides.Remote,
            Keys = isKeyed ? new(1) : KeyHandle.None,
            Chain = isKeyed ? Chain : default,
            Taken = First,
            Doubts = half.Doubts,
        });
    }

    private static string Told(PhaseOneSa made) => PhaseOneCases.Name(made) + Unless(
        made, made.Mode == PhaseOneMode.Main
            ? Made(made) with { Answer = new(First, Second) }
            : Made(made));

    private static PhaseOneSa Made(PhaseOneSa made) => new(
        Id(OfMars), IkeRole.Responder, made.Mode, made.Suite, new(1), Chain, Mars, Carol)
    {
        Life = made.Life,
        Nat = made.Nat == NatSides.None ? NatSides.None : NatSides.Remote,
        Traits = PhaseOneTraits.NatTraversal,
    };

    private static string Said(State next, Output output) => output switch
    {
        Output.Reply(var cookies, var notify) =>
            $"Reply {PhaseOneCases.Name(notify)}" + Unless(cookies, Cookies),
        Output.Write(var half, var message) => $"Write {PhaseOneCases.Name(half.Suite)}"
            + Unless(half, HalfOf(next)) + Unless(message, Choice(half)),
        Output.Send(var octets) => "Send" + Unless(octets, Second),
        Output.Exchange(var half, var message, var identity) =>
            $"Exchange {PhaseOneCases.Name(half.Mode)} {PhaseOneCases.Name(half.Suite)}"
            + Unless(half, HalfOf(next)) + Unless(message, Half(half))
            + Unless(identity, half.Mode == PhaseOneMode.Main ? null : (Octets?)Carol),
        Output.Prove(var half, var message, var ours, var peer) =>
            $"Prove {PhaseOneCases.Name(half.Mode)} {PhaseOneCases.Name(half.Suite)} "
            + Life(half) + Unless(half, HalfOf(next)) + Unless(message, new()
            {
                Identity = Mars,

                // RFC 2407 §4.6.3.1: a shorter life than was offered is said.
                Life = half.IsShorter ? half.Life : null,
            })
            + Unless(ours, Mars) + Unless(peer, Carol),
        Output.Verify(var half, var message) => "Verify" + Unless(half, HalfOf(next))
            + Unless(message, (next as State.Verifying)?.Message),
        Output.Inform(var isakmp, var information) =>
            PhaseOneCases.Name(isakmp, information, OfMars),
        Output.Establish(var made) => $"Establish {Told(made)}",
        Output.Forget(var keys) => $"Forget {keys.Value}",
    };

    /// <summary>RFC 2408 §4.2: the transform that was offered, as it was.</summary>
    private static PhaseOneMessage Choice(PhaseOneHalf half) => new()
    {
        Proposals = Offer(half.IsShorter ? 1_000_000 : half.Life.Seconds, half.Suite!),
        Traits = Ours,
    };

    /// <summary>§5.4: of main mode a nonce, of aggressive mode the choice as well; with signatures
    /// a certificate is asked for, §5.1.</summary>
    private static PhaseOneMessage Half(PhaseOneHalf half)
    {
        Items<Octets> asked = half.Suite == Sig ? [default] : [];
        return half.Mode == PhaseOneMode.Main
            ? new() { Nonce = NonceR, Authorities = asked }
            : Choice(half) with { Nonce = NonceR, Authorities = asked };
    }
}
