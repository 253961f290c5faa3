using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class IkeInitiator
{
    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(IkeInitiator))
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

    /// <summary>Shifts the instant at which a request is due again.</summary>
    public static State Rebase(State state, TimeSpan by) =>
        WithAt(state, at => at + by);

    /// <summary>With the origin as now: what is due is due.</summary>
    public static State Normalize(Config config, State state) =>
        WithAt(state, at => Instant.Latest(at, Instant.Zero));

    private static State WithAt(State state, Func<Instant, Instant> change) => state switch
    {
        State.Asking one => one with
        {
            Request = one.Request with { At = change(one.Request.At) },
        },
        State.Authenticating one => one with
        {
            Half = WithUntil(one.Half, change),
            Request = one.Request with { At = change(one.Request.At) },
        },
        State.Exchanging one => one with
        {
            Request = one.Request with { At = change(one.Request.At) },
        },
        State.Keying one => one with
        {
            Request = one.Request with { At = change(one.Request.At) },
        },
        State.Consulting one => one with { Half = WithUntil(one.Half, change) },
        State.Proving one => one with { Half = WithUntil(one.Half, change) },
        State.Sealing one => one with { Half = WithUntil(one.Half, change) },
        State.Verifying one => one with { Half = WithUntil(one.Half, change) },
        State.Leaving one => one with { Half = WithUntil(one.Half, change) },
        State.Idle or State.Beginning or State.Writing or State.Adding or State.Offering
            or State.Mixing or State.Deriving or State.Committing or State.Up or State.Gone =>
            state,
    };

    private static HalfOpen WithUntil(HalfOpen half, Func<Instant, Instant> change) =>
        half.Eap is { Until: { } until } talk
            ? half with { Eap = talk with { Until = change(until) } }
            : half;

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("begin", (_, _) => Begin(SampleHandshake.Theirs)),
        new("begin without a SPI", (_, _) => Begin(default)),
        new("shared", (_, _) => new Input.Shared(SampleHandshake.Share, new(3))),
        new("written", (_, _) => new Input.Written(SampleHandshake.Request)),
        new("welcomed", (config, state) => Welcomed(config, state, SampleHandshake.Ours)),
        new("welcomed, not offered", (config, state) =>
            Welcomed(config, state, default)),
        new("cookie", (_, _) => new Input.Refused(new()
        {
            Data = new NotifyPayloadData.Cookie(new() { Data = SampleHandshake.Share }),
        })),
        new("other method", (config, _) => new Input.Refused(new()
        {
            Data = new NotifyPayloadData.InvalidKePayload(
                new() { AcceptedMethod = config.Suites[^1].KeyExchange }),
        })),
        new("redirect", (_, _) => new Input.Refused(new()
        {
            Data = new NotifyPayloadData.Redirect(new()
            {
                IdentityType = GatewayIdentityType.Ipv4Address,
                Identity = Octets.FromHex("c0000201"),
                Nonce = SampleHandshake.Nonce,
            }),
        })),
        new("redirect without our nonce", (_, _) => new Input.Refused(new()
        {
            Data = new NotifyPayloadData.Redirect(new()
            {
                IdentityType = GatewayIdentityType.Ipv4Address,
                Identity = Octets.FromHex("c0000201"),
            }),
        })),
        new("refused in the clear", (_, _) =>
            new Input.Refused(FirstChild.Notice(NotifyType.NoProposalChosen))),
        new("keyed", (_, _) => new Input.Keyed(new(1))),
        new("not keyed", (_, _) => new Input.NotKeyed()),
        new("exchange sealed", (_, _) => new Input.ExchangeSealed(
            [SampleHandshake.Request], SampleHandshake.Covered)),
        new("exchanged", (config, state) => new Input.Exchanged(
            new(SampleHandshake.Wanted(config.Suites, (state as State.Exchanging)?.Half),
                SampleHandshake.Share),
            SampleHandshake.Covered)),
        new("exchanged by another method", (_, _) => new Input.Exchanged(
            new(new(60_000), SampleHandshake.Share), SampleHandshake.Covered)),
        new("proved", (_, _) => new Input.Proved(SampleHandshake.Auth, [])),
        new("sealed", (_, _) => new Input.Sealed([SampleHandshake.Response])),
        new("answered", (_, _) => new Input.Answered(SampleHandshake.Granted)),
        new("answered without a CHILD SA", (_, _) => new Input.Answered(
            SampleHandshake.Granted with
            {
                Child = null,
                Refusal = FirstChild.Notice(NotifyType.TsUnacceptable),
            })),
        new("answered by more than was offered", (_, _) => new Input.Answered(
            SampleHandshake.Granted with
            {
                Child = SampleHandshake.Granted.Child! with
                {
                    Responder = SampleHandshake.There,
                },
            })),
        new("answered without AUTH", (_, _) =>
            new Input.Answered(SampleHandshake.Granted with { Auth = null })),
        new("answered by somebody else", (_, _) => new Input.Answered(
            SampleHandshake.Granted with { Identity = SampleHandshake.Initiator })),
        new("refused", (_, _) =>
            new Input.AuthRefused(FirstChild.Notice(NotifyType.AuthenticationFailed))),
        new("verified", (_, _) => new Input.Verified()),
        new("denied", (_, _) => new Input.Denied()),
        new("CHILD SA keyed", (_, _) => new Input.ChildKeyed(new(2))),
        new("failed", (_, _) => new Input.Failed()),
        new("committed", (_, _) => new Input.Committed()),
        new("not committed", (_, _) => new Input.NotCommitted()),
        new("begin by EAP", (_, _) => Begin(SampleHandshake.Theirs, byEap: true)),
        new("answered by EAP", (_, _) => Answered(null, SampleHandshake.EapRequest)),
        new("answered by AUTH and EAP", (_, _) => new Input.Answered(
            SampleHandshake.Granted with
            {
                Child = null, Eap = SampleHandshake.EapRequest,
            })),
        new("answered by success", (_, _) => Answered(null, SampleHandshake.EapSuccess)),
        new("answered by failure", (_, _) => Answered(null, SampleHandshake.EapFailure)),
        new("answered by a response", (_, _) => Answered(null, SampleHandshake.EapResponse)),
        new("method replies", (_, _) =>
            new Input.Replied(new EapReply.Says(SampleHandshake.EapResponse))),
        new("method replies at length", (config, _) => new Input.Replied(
            new EapReply.Says(
                SampleHandshake.TooLong(SampleHandshake.EapResponse, config.Eap)))),
        new("method ends", (_, _) => new Input.Replied(new EapReply.Ends(new(4)))),
        new("method ends without a key", (_, _) =>
            new Input.Replied(new EapReply.Ends(KeyHandle.None))),
        new("method gives up", (_, _) => new Input.Replied(new EapReply.GivesUp())),
    ];

    private static Input.Answered Answered(AuthPayloadValue? auth, EapPayloadValue eap) =>
        new(new(default, auth) { Eap = eap });

    private static Input.Begin Begin(IkeSpi spi, bool byEap = false) => new(
        new(
            SampleHandshake.Initiator, SampleHandshake.Responder, [SampleHandshake.Suite],
            new(SampleHandshake.There, SampleHandshake.Here))
        {
            ByEap = byEap,
        },
        spi, SampleHandshake.Nonce, new(0x101));

    /// <summary>The response to what was asked, by the suite whose method was shown.</summary>
    private static Input.Welcomed Welcomed(Config config, State state, IkeSpi spi)
    {
        var method = state is State.Asking asking
            ? asking.Attempt.Method
            : config.Suites[0].KeyExchange;
        var at = 0;
        while (config.Suites[at].KeyExchange != method)
        {
            at++;
        }

        var proposal = SuiteProposals.Of(config.Suites[at]) with
        {
            ProposalNumber = (byte)(at + 1),
        };
        return new(
            SampleHandshake.Greeting(config.Suites[at]) with
            {
                Proposals = new() { Proposals = [proposal] },
            },
            spi, SampleHandshake.Response, NatSides.None);
    }
}
