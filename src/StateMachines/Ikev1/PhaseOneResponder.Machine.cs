using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;

namespace Holdfast.StateMachines.Ikev1;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class PhaseOneResponder
{
    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(PhaseOneResponder))
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

    /// <summary>Nobody has asked.</summary>
    public static State Initial(Config config, Instant now) => new State.Idle();

    /// <summary>Shifts the instants at which something is due.</summary>
    public static State Rebase(State state, TimeSpan by) => WithAt(state, at => at + by);

    /// <summary>With the origin as now: what is due is due.</summary>
    public static State Normalize(Config config, State state) =>
        WithAt(state, at => Instant.Latest(at, Instant.Zero));

    private static State WithAt(State state, Func<Instant, Instant> change) => state switch
    {
        State.Writing one => one with { Until = change(one.Until) },
        State.Open one => one with { Until = change(one.Until) },
        State.Exchanging one => one with
        {
            Before = WithAt(one.Before, change),
            Until = change(one.Until),
        },
        State.Authenticating one => one with
        {
            Again = one.Again is { } open ? open with { At = change(open.At) } : null,
            Until = change(one.Until),
        },
        State.Verifying one => one with
        {
            Before = (State.Authenticating)WithAt(one.Before, change),
        },
        State.Proving one => one with { Until = change(one.Until) },
        State.Idle or State.Committing or State.Up or State.Gone => state,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("offered", (config, _) => Offered(PhaseOneMode.Main, config.Suites[0])),
        new("offered, for less time", (config, _) =>
            Offered(PhaseOneMode.Main, config.Suites[0], config.Life.Seconds / 2)),
        new("offered, aggressive", (config, _) =>
            Offered(PhaseOneMode.Aggressive, config.Suites[0])),
        new("offered without a cookie", (config, _) =>
            Offered(PhaseOneMode.Main, config.Suites[0]) with { Initiator = default }),
        new("offered another suite", (config, _) => Offered(
            PhaseOneMode.Main,
            config.Suites[0] with { Authentication = PhaseOneAuthMethod.DssSignatures })),
        new("offered signatures", (config, _) =>
            Offered(PhaseOneMode.Main, SampleIsakmp.Signing(config.Suites))),
        new("offered signatures, aggressive", (config, _) =>
            Offered(PhaseOneMode.Aggressive, SampleIsakmp.Signing(config.Suites))),
        new("offered to log in, aggressive", (config, _) => Offered(
            PhaseOneMode.Aggressive,
            config.Suites.FirstOrDefault(suite => suite.Authentication.LogsIn is not null)
                ?? config.Suites[0])),
        new("offered with less", (config, _) =>
            Offered(PhaseOneMode.Aggressive, config.Suites[0]) with { Message = new() }),
        new("written", (_, _) => new Input.Written(SampleIsakmp.Second)),
        new("exchanged", (_, _) => Exchanged(NatSides.None)),
        new("exchanged through a NAT", (_, _) => Exchanged(NatSides.Remote)),
        new("exchanged with less", (_, _) =>
            new Input.Exchanged(new(), NatSides.None, SampleIsakmp.First)),
        new("keyed", (_, _) => new Input.Keyed(
            SampleIsakmp.Second, SampleIsakmp.Share, new(1), SampleIsakmp.Chain,
            new(SampleIsakmp.Responder, SampleIsakmp.Initiator))),
        new("keyed for a peer that has to log in", (_, _) => new Input.Keyed(
            SampleIsakmp.Second, SampleIsakmp.Share, new(1), SampleIsakmp.Chain,
            new(SampleIsakmp.Responder, SampleIsakmp.Initiator) { MustLogIn = true })),
        new("not keyed", (_, _) => new Input.NotKeyed()),
        new("unknown", (_, _) => new Input.Unknown()),
        new("proved", (_, _) => Proved(SampleIsakmp.Initiator)),
        new("proved to be somebody else", (_, _) => Proved(SampleIsakmp.Responder)),
        new("not proved", (_, _) => new Input.NotProved()),
        new("claimed", (_, _) => Claimed(SampleIsakmp.Initiator)),
        new("claimed to be somebody else", (_, _) => Claimed(SampleIsakmp.Responder)),
        new("verified", (_, _) => new Input.Verified(SampleIsakmp.Responder)),
        new("verified to have to log in", (_, _) =>
            new Input.Verified(SampleIsakmp.Responder) { MustLogIn = true }),
        new("distrusted", (_, _) => new Input.Distrusted(new(AuthFault.NotTrusted))),
        new("sealed", (_, _) => new Input.Sealed(SampleIsakmp.Second, SampleIsakmp.Chain)),
        new("repeated", (_, _) => new Input.Repeated()),
        new("failed", (_, _) => new Input.Failed()),
        new("committed", (_, _) => new Input.Committed()),
        new("not committed", (_, _) => new Input.NotCommitted()),
    ];

    private static Input.Offered Offered(
        PhaseOneMode mode, IsakmpSuite suite, uint seconds = 1_000_000) => new(
            mode,
            new()
            {
                Proposals = IsakmpOffers.Offer([suite], new(seconds)),
                SaBody = Octets.FromHex("5a"),
                Share = mode == PhaseOneMode.Main ? default : SampleIsakmp.Share,
                Nonce = mode == PhaseOneMode.Main ? default : SampleIsakmp.NonceI,
                Identity = mode == PhaseOneMode.Main ? default : SampleIsakmp.Initiator,
                Traits = PhaseOneTraits.NatTraversal,
            },
            SampleIsakmp.Theirs, SampleIsakmp.First, SampleIsakmp.Ours, SampleIsakmp.NonceR);

    private static Input.Exchanged Exchanged(NatSides nat) => new(
        new() { Share = SampleIsakmp.Share, Nonce = SampleIsakmp.NonceI }, nat,
        SampleIsakmp.First);

    private static Input.Claimed Claimed(Octets identity) => new(
        new() { Identity = identity, Signature = SampleIsakmp.Proof }, NatSides.None,
        SampleIsakmp.First, SampleIsakmp.Chain);

    private static Input.Proved Proved(Octets identity) => new(
        new() { Identity = identity, Proof = SampleIsakmp.Proof }, NatSides.None,
        SampleIsakmp.First, SampleIsakmp.Chain);
}
