using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;

namespace Holdfast.StateMachines.Ikev1;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class PhaseOneInitiator
{
    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(PhaseOneInitiator))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = state => state is State.Up or State.Gone,
            Tick = new Input.Tick(),
            Alphabet = Letters(),
        };

    /// <summary>Nothing is wanted.</summary>
    public static State Initial(Config config, Instant now) => new State.Idle();

    /// <summary>Shifts the instant at which a message is due again.</summary>
    public static State Rebase(State state, TimeSpan by) => WithAt(state, at => at + by);

    /// <summary>With the origin as now: what is due is due.</summary>
    public static State Normalize(Config config, State state) =>
        WithAt(state, at => Instant.Latest(at, Instant.Zero));

    private static State WithAt(State state, Func<Instant, Instant> change)
    {
        return state switch
        {
            State.Offering one => one with { Open = Changed(one.Open) },
            State.Exchanging one => one with { Open = Changed(one.Open) },
            State.Authenticating one => one with { Open = Changed(one.Open) },
            State.Keying one => one with { Before = WithAt(one.Before, change) },
            State.Verifying one => one with
            {
                Before = one.Before with { Open = Changed(one.Before.Open) },
            },
            State.Idle or State.Writing or State.Composing or State.Proving or State.Committing
                or State.Up or State.Gone => state,
        };

        IsakmpOpen Changed(IsakmpOpen open) => open with { At = change(open.At) };
    }

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("begin", (_, _) => Begin(PhaseOneMode.Main, SampleIsakmp.Theirs)),
        new("begin, aggressive", (_, _) =>
            Begin(PhaseOneMode.Aggressive, SampleIsakmp.Theirs)),
        new("begin without a cookie", (_, _) => Begin(PhaseOneMode.Main, default)),
        new("written", (_, state) => new Input.Written(
            SampleIsakmp.First,
            state is State.Writing ? Octets.FromHex("5a") : default,
            HasShare(state) ? SampleIsakmp.Share : default,
            HasShare(state) ? new(3) : default)),
        new("answered", (config, _) => Answered(config, SampleIsakmp.Ours)),
        new("answered through a NAT", (config, _) =>
            Answered(config, SampleIsakmp.Ours) with { Nat = NatSides.Local }),
        new("answered without a cookie", (config, _) =>
            Answered(config, default)),
        new("answered by a suite that was not offered", (config, _) =>
            Answered(
                config, SampleIsakmp.Ours,
                config.Suites[0] with { Authentication = PhaseOneAuthMethod.DssSignatures })),
        new("answered for signatures", (config, _) =>
        {
            var answered = Answered(config, SampleIsakmp.Ours, SampleIsakmp.Signing(config.Suites));
            return answered with
            {
                Message = answered.Message with
                {
                    Proof = default,
                    Signature = SampleIsakmp.Proof,
                },
            };
        }),
        new("answered for another time", (config, _) =>
        {
            var answered = Answered(config, SampleIsakmp.Ours);
            return answered with
            {
                Message = answered.Message with
                {
                    Proposals = IsakmpOffers.Offer([config.Suites[0]], new(60)),
                },
            };
        }),
        new("answered by somebody else", (config, _) =>
        {
            var answered = Answered(config, new(0x0303));
            return answered with
            {
                Message = answered.Message with { Identity = SampleIsakmp.Initiator },
            };
        }),
        new("answered by our own values", (config, _) =>
        {
            var answered = Answered(config, SampleIsakmp.Ours);
            return answered with
            {
                Message = answered.Message with { Nonce = SampleIsakmp.NonceI },
            };
        }),
        new("answered with our own cookie", (config, _) =>
            Answered(config, SampleIsakmp.Theirs)),
        new("answered with less", (_, _) => new Input.Answered(
            new(), SampleIsakmp.Ours, NatSides.None, SampleIsakmp.Second)),
        new("refused in the clear", (_, _) => new Input.Refused(SampleIsakmp.Refusal)),
        new("keyed", (_, _) => new Input.Keyed(new(1), SampleIsakmp.Chain)),
        new("not keyed", (_, _) => new Input.NotKeyed()),
        new("sealed", (_, _) => new Input.Sealed(SampleIsakmp.First, SampleIsakmp.Chain)),
        new("proved", (_, _) => Proved(SampleIsakmp.Responder)),
        new("proved to be somebody else", (_, _) => Proved(SampleIsakmp.Initiator)),
        new("not proved", (_, _) => new Input.NotProved()),
        new("claimed", (_, _) => Claimed(SampleIsakmp.Responder)),
        new("claimed to be somebody else", (_, _) => Claimed(SampleIsakmp.Initiator)),
        new("verified", (_, _) => new Input.Verified()),
        new("distrusted", (_, _) => new Input.Distrusted(new(AuthFault.NotTrusted))),
        new("denied", (_, _) => new Input.Denied(SampleIsakmp.Refusal)),
        new("repeated", (_, _) => new Input.Repeated()),
        new("failed", (_, _) => new Input.Failed()),
        new("committed", (_, _) => new Input.Committed()),
        new("not committed", (_, _) => new Input.NotCommitted()),
    ];

    private static bool HasShare(State state) => state is State.Composing
        || state is State.Writing { Wish.Mode: PhaseOneMode.Aggressive };

    private static Input.Begin Begin(PhaseOneMode mode, IkeSpi cookie) => new(
        new(mode, SampleIsakmp.Initiator, SampleIsakmp.Responder), cookie, SampleIsakmp.NonceI);

    private static Input.Answered Answered(
        Config config, IkeSpi cookie, IsakmpSuite? suite = null) => new(
        new()
        {
            Proposals = IsakmpOffers.Offer([suite ?? config.Suites[0]], config.Life),
            Share = SampleIsakmp.OtherShare,
            Nonce = SampleIsakmp.NonceR,
            Identity = SampleIsakmp.Responder,
            Proof = SampleIsakmp.Proof,
            Traits = PhaseOneTraits.NatTraversal,
        },
        cookie, NatSides.None, SampleIsakmp.Second);

    private static Input.Claimed Claimed(Octets identity) => new(
        new() { Identity = identity, Signature = SampleIsakmp.Proof }, SampleIsakmp.Chain);

    private static Input.Proved Proved(Octets identity) => new(
        new() { Identity = identity, Proof = SampleIsakmp.Proof, Life = new(1_800) },
        SampleIsakmp.Chain);
}
