using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class IkeResponder
{
    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(IkeResponder))
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

    /// <summary>Shifts the instant at which it is given up.</summary>
    public static State Rebase(State state, TimeSpan by) =>
        WithUntil(state, until => until + by);

    /// <summary>With the origin as now: what is due is due.</summary>
    public static State Normalize(Config config, State state) =>
        WithUntil(state, until => Instant.Latest(until, Instant.Zero));

    private static State WithUntil(State state, Func<Instant, Instant> change)
    {
        return state switch
        {
            State.Keying one => one with { Half = Changed(one.Half) },
            State.Writing one => one with { Half = Changed(one.Half) },
            State.Open one => one with { Half = Changed(one.Half) },
            State.Adding one => one with { Half = Changed(one.Half) },
            State.Answering one => one with { Half = Changed(one.Half) },
            State.Admitting one => one with { Half = Changed(one.Half) },
            State.Introducing one => one with { Half = Changed(one.Half) },
            State.Consulting one => one with { Half = Changed(one.Half) },
            State.Conveying one => one with { Half = Changed(one.Half) },
            State.Conversing one => one with { Half = Changed(one.Half) },
            State.Verifying one => one with { Half = Changed(one.Half) },
            State.Proving one => one with { Half = Changed(one.Half) },
            State.Deriving one => one with { Half = Changed(one.Half) },
            State.Sealing one => one with { Half = Changed(one.Half) },
            State.Refusing one => one with { Half = Changed(one.Half) },
            State.Refused one => one with { Half = Changed(one.Half) },
            State.Committing or State.Idle or State.Up or State.Gone => state,
        };

        HalfOpen Changed(HalfOpen half) => half with { Until = change(half.Until) };
    }

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("greeted", (config, _) => Greeted(config.Suites[0], new(SampleHandshake.Theirs,
            SampleHandshake.Request, NatSides.None))),
        new("greeted under load", (config, _) => Greeted(config.Suites[0], new(
            SampleHandshake.Theirs, SampleHandshake.Request, NatSides.None, IsLoaded: true))),
        new("greeted with a cookie", (config, _) => Greeted(config.Suites[0], new(
            SampleHandshake.Theirs, SampleHandshake.Request, NatSides.Remote, CookieCheck.Good,
            IsLoaded: true))),
        new("greeted, and served elsewhere", (config, _) => Greeted(config.Suites[0], new(
            SampleHandshake.Theirs, SampleHandshake.Request, NatSides.None,
            Elsewhere: FirstChild.Notice(NotifyType.Redirect)))),
        new("greeted by another request", (config, _) => Greeted(config.Suites[0], new(
            SampleHandshake.Theirs, SampleHandshake.Response, NatSides.None))),
        new("greeted without a SPI", (config, _) => Greeted(config.Suites[0], new(
            default, SampleHandshake.Request, NatSides.None))),
        new("greeted with another method", (config, _) =>
            new Input.Greeted(
                SampleHandshake.Greeting(config.Suites[0]) with { Method = new(60_000) },
                new(SampleHandshake.Theirs, SampleHandshake.Request, NatSides.None),
                SampleHandshake.Ours, SampleHandshake.Nonce)),
        new("greeted with other suites", (config, _) =>
            Greeted(config.Suites[0] with { KeyExchange = new(60_000) }, new(
                SampleHandshake.Theirs, SampleHandshake.Request, NatSides.None))),
        new("keyed", (_, _) => new Input.Keyed(SampleHandshake.Share, new(1))),
        new("not keyed", (_, _) => new Input.NotKeyed()),
        new("written", (_, _) => new Input.Written(SampleHandshake.Response)),
        new("asked", (_, _) => new Input.Asked(1, SampleHandshake.Asked)),
        new("asked without a CHILD SA", (_, _) =>
            new Input.Asked(1, SampleHandshake.Asked with { Child = null })),
        new("asked without AUTH", (_, _) =>
            new Input.Asked(1, SampleHandshake.Asked with { Auth = null })),
        new("asked under another ID", (_, _) => new Input.Asked(2, SampleHandshake.Asked)),
        new("asked behind the exchanges", (_, state) =>
            new Input.Asked(HalfOf(state)?.NextId ?? 1, SampleHandshake.Asked)),
        new("exchanged", (config, state) => Exchanged(config, state, ahead: 0)),
        new("exchanged again", (config, state) => Exchanged(config, state, ahead: -1)),
        new("exchanged ahead", (config, state) => Exchanged(config, state, ahead: 1)),
        new("exchanged by another method", (_, state) => new Input.Exchanged(
            HalfOf(state)?.NextId ?? 1, new(new(60_000), SampleHandshake.Share),
            SampleHandshake.Covered)),
        new("exchange sealed", (_, _) => new Input.ExchangeSealed(
            [SampleHandshake.Response], SampleHandshake.Covered)),
        new("malformed", (_, state) => new Input.Malformed(
            state is State.Idle ? ExchangeType.IkeSaInit : ExchangeType.IkeAuth,
            state is State.Idle ? 0u : HalfOf(state)?.NextId ?? 1,
            FirstChild.Notice(NotifyType.InvalidSyntax))),
        new("verified", (_, _) => new Input.Verified(SampleHandshake.Peer, new(0x301))),
        new("verified, no traffic", (_, _) => new Input.Verified(
            SampleHandshake.Peer with { Traffic = [] }, new(0x301))),
        new("denied", (_, _) => new Input.Denied()),
        new("proved", (_, _) => new Input.Proved(SampleHandshake.Auth, [])),
        new("CHILD SA keyed", (_, _) => new Input.ChildKeyed(new(2))),
        new("sealed", (_, _) => new Input.Sealed([SampleHandshake.Response])),
        new("failed", (_, _) => new Input.Failed()),
        new("committed", (_, _) => new Input.Committed()),
        new("not committed", (_, _) => new Input.NotCommitted()),
        .. EapLetters(),
    ];

    private static Items<Letter<Config, State, Input>> EapLetters() =>
    [
        new("asked without AUTH behind the exchanges", (_, state) =>
            Asked(state, 0, SampleHandshake.Asked with { Auth = null })),
        new("admitted", (_, _) => new Input.Admitted(SampleHandshake.Responder)),
        new("asked by EAP", (_, state) => Asked(state, 0, new(default, null)
        {
            Eap = SampleHandshake.EapResponse,
        })),
        new("asked by EAP again", (_, state) => Asked(state, -1, new(default, null)
        {
            Eap = SampleHandshake.EapResponse,
        })),
        new("asked by EAP at length", (config, state) => Asked(state, 0, new(default, null)
        {
            Eap = SampleHandshake.TooLong(SampleHandshake.EapResponse, config.Eap),
        })),
        new("asked by what EAP made", (_, state) =>
            Asked(state, 0, new(default, SampleHandshake.Auth))),
        new("server asks", (_, _) => new Input.Served(
            new EapVerdict.Asks(SampleHandshake.EapRequest))),
        new("server answers", (_, _) => new Input.Served(
            new EapVerdict.Asks(SampleHandshake.EapResponse))),
        new("server is content", (_, _) => new Input.Served(
            new EapVerdict.Succeeded(SampleHandshake.EapSuccess, new(4)))),
        new("server is content without a key", (_, _) => new Input.Served(
            new EapVerdict.Succeeded(SampleHandshake.EapSuccess, KeyHandle.None))),
        new("server is not content", (_, _) => new Input.Served(
            new EapVerdict.Failed(SampleHandshake.EapFailure))),
    ];

    private static Input.Asked Asked(State state, int ahead, AuthMessage message) =>
        new((HalfOf(state)?.NextId ?? 1) + (uint)ahead, message);

    private static Input.Exchanged Exchanged(Config config, State state, int ahead) => new(
        (HalfOf(state)?.NextId ?? 1) + (uint)ahead,
        new(
            SampleHandshake.Wanted(config.Suites, HalfOf(state)), SampleHandshake.Share),
        SampleHandshake.Covered);

    private static Input.Greeted Greeted(IkeSuite suite, Arrival arrival) => new(
        SampleHandshake.Greeting(suite), arrival, SampleHandshake.Ours, SampleHandshake.Nonce);
}
