using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class IkeExchanges
{
    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(IkeExchanges))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = state => state is State.Gone,
            Tick = new Input.Tick(),
            Alphabet = Letters(),
            PhaseOf = PhaseOf,
        };

    /// <summary>There is no IKE SA yet.</summary>
    public static State Initial(Config config, Instant now) => new State.Idle();

    /// <summary>Shifts when something is begun, and when an IKE SA goes.</summary>
    public static State Rebase(State state, TimeSpan by) => WithTimes(state, at => at + by);

    /// <summary>With the origin as now: what is due is due.</summary>
    public static State Normalize(Config config, State state) =>
        WithTimes(state, at => Instant.Latest(at, Instant.Zero));

    private static State WithTimes(State state, Func<Instant, Instant> change) =>
        state is State.Standing standing
            ? standing with
            {
                Until = standing.Until is { } until ? change(until) : null,
                Waiting =
                [
                    .. standing.Waiting.Select(one => one with { From = change(one.From) }),
                ],
                Pending =
                [
                    .. standing.Pending.Select(one => one with { Until = change(one.Until) }),
                ],
            }
            : state;

    // An exchange of each side at most: where both stand is what a reader wants to see.
    private static string PhaseOf(State state) => state switch
    {
        State.Idle => nameof(State.Idle),
        State.Gone => nameof(State.Gone),
        State.Standing standing => standing.Stage switch
        {
            IkeStage.Open => "Standing",
            IkeStage.Replaced => "Replaced",
            IkeStage.Ending => "Ending",
        }
        + (standing.Ours is Ours.Idle ? "" : standing.Ours.GetType().Name)
        + (standing.Theirs is Theirs.Idle ? ""
            : standing.Theirs is Theirs.Responding ? "Responding" : "Answering"),
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("established", (_, _) => new Input.Established(
            SampleExchange.Ike, [SampleExchange.Child], [])),
        new("established, contested", (_, _) => new Input.Established(
            SampleExchange.Ike with { IsContested = true }, [SampleExchange.Child], [])),
        new("established, forward secrecy behind", (_, _) => new Input.Established(
            SampleExchange.WithSecrecyBehind, [SampleExchange.Child], [])),
        new("taken over", (_, _) => new Input.TakenOver(
            SampleExchange.Ike, [SampleExchange.Child], IkeStage.Open, [], null)),
        new("taken over, a rekey open", (config, _) => new Input.TakenOver(
            SampleExchange.Ike, [SampleExchange.Child], IkeStage.Open, [],
            SampleExchange.Open(config.Suites[0]))),
        new("taken over, replaced", (_, _) => new Input.TakenOver(
            SampleExchange.Ike, [], IkeStage.Replaced, [], null)),
        new("taken over, to be ended", (_, _) => new Input.TakenOver(
            SampleExchange.Ike, [], IkeStage.Ending,
            [new(new ExchangeWish.DeleteIke(), default)], null)),
        Wanting("another CHILD SA wanted", new ExchangeWish.Child(
            new(SampleHandshake.Here, SampleHandshake.There))),
        Wanting("rekey of a CHILD SA wanted", new ExchangeWish.RekeyChild(new(0x301))),
        Wanting("rekey of the IKE SA wanted", new ExchangeWish.RekeyIke()),
        Wanting("end of a CHILD SA wanted", new ExchangeWish.DeleteChild(new(0x301))),
        Wanting("end of the IKE SA wanted", new ExchangeWish.DeleteIke()),
        Wanting("a sign of life wanted", new ExchangeWish.Inform([])),
        Asking("asked for a CHILD SA", _ => SampleExchange.Granted(0x102, isAsked: true)),
        Asking("asked to rekey a CHILD SA", _ => SampleExchange.Granted(0x102, isAsked: true) with
        {
            Rekeys = SampleExchange.Child.Theirs,
        }),
        Asking("asked to rekey another CHILD SA", _ =>
            SampleExchange.Granted(0x102, isAsked: true) with
            {
                Rekeys = new(ProtocolId.Esp, new(0x999)),
            }),
        Asking("asked to rekey the IKE SA", config => SampleExchange.Rekey(config.Suites[0])),
        Asking("asked to end a CHILD SA", _ => SampleExchange.Delete),
        Asking("asked to end the IKE SA", _ =>
            new ExchangeMessage.Inform([], DeletesIke: true)),
        Asking("asked for a sign of life", _ => new ExchangeMessage.Inform([])),
        Asking("asked what is malformed", _ => new ExchangeMessage.Refused(
            FirstChild.Notice(NotifyType.InvalidSyntax))),
        Asking("asked for IKE_FOLLOWUP_KE that nobody waits for", _ =>
            SampleExchange.Followup(KeyExchangeMethod.MlKem768) with { Link = Octets.Empty }),
        new("asked for the key exchange that follows", (config, state) => new Input.Asked(
            1, SampleExchange.Followup(NextOf(state)), SampleExchange.Draw)),
        new("answered with a CHILD SA", (_, _) => new Input.Answered(
            SampleExchange.Granted(0x103, isAsked: false))),
        new("answered with an IKE SA", (config, _) => new Input.Answered(
            SampleExchange.Rekey(config.Suites[0]) with
            {
                Link = config.Suites[0].Additional.Count > 0
                    ? SampleExchange.Draw.Link
                    : Octets.Empty,
            })),
        new("answered with the key exchange that follows", (_, state) => new Input.Answered(
            SampleExchange.Followup(NextOf(state)))),
        Refusing("answered STATE_NOT_FOUND", NotifyType.StateNotFound),
        new("answered", (_, _) => new Input.Answered(new ExchangeMessage.Inform([]))),
        Refusing("answered TEMPORARY_FAILURE", NotifyType.TemporaryFailure),
        Refusing("answered CHILD_SA_NOT_FOUND", NotifyType.ChildSaNotFound),
        Refusing("answered NO_ADDITIONAL_SAS", NotifyType.NoAdditionalSas),
        Refusing("answered NO_PROPOSAL_CHOSEN", NotifyType.NoProposalChosen),
        Refusing("answered INVALID_SYNTAX", NotifyType.InvalidSyntax),
        new("answered with another method", (config, _) => new Input.Answered(
            new ExchangeMessage.Refused(OtherMethod(config.Suites[^1].KeyExchange)))),
        new("dropped", (_, _) => new Input.Dropped()),
        new("shared", (_, _) => new Input.Shared(new(7), SampleHandshake.Share)),
        new("completed", (_, _) => new Input.Completed(new(8))),
        new("responded", (_, _) => new Input.Responded(SampleHandshake.Share, new(9))),
        new("not keyed, ours", (_, _) => new Input.NotKeyed(Side.Ours)),
        new("not keyed, theirs", (_, _) => new Input.NotKeyed(Side.Theirs)),
        new("committed, ours", (_, _) => new Input.Committed(Side.Ours)),
        new("committed, theirs", (_, _) => new Input.Committed(Side.Theirs)),
        new("not committed, ours", (_, _) => new Input.NotCommitted(Side.Ours)),
        new("not committed, theirs", (_, _) => new Input.NotCommitted(Side.Theirs)),
        new("confirmed", (_, _) => new Input.Confirmed()),
        new("superseded", (_, _) => new Input.Superseded(SampleExchange.Other)),
        new("lost", (_, _) => new Input.Lost()),
    ];

    private static KeyExchangeMethod NextOf(State state) => state switch
    {
        State.Standing { Pending: [var first, ..] } => first.Left[0],
        State.Standing { Ours: Ours.Asking(_, ExchangeMessage.Followup more) } => more.Method,
        State.Idle or State.Standing or State.Gone => KeyExchangeMethod.MlKem768,
    };

    private static Letter<Config, State, Input> Wanting(string name, ExchangeWish wish) =>
        new(name, (_, _) => new Input.Wanted(wish, SampleExchange.Draw));

    private static Letter<Config, State, Input> Asking(
        string name, Func<Config, ExchangeMessage> message) =>
        new(name, (config, _) => new Input.Asked(
            1, message(config),
            SampleExchange.Draw with { Child = new(0x303), Ike = new(0x0505) }));

    private static Letter<Config, State, Input> Refusing(string name, NotifyType why) =>
        new(name, (_, _) => new Input.Answered(
            new ExchangeMessage.Refused(FirstChild.Notice(why))));
}
