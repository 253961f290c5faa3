using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeResponder.State,
    Holdfast.StateMachines.Ike.IkeResponder.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>A function for each state.</content>
public static partial class IkeResponder
{
    private static Next FromIdle(Config config, State.Idle state, Instant now, Input input) =>
        input switch
        {
            Input.Greeted greeted => Greet(config, state, now, greeted),
            Input.Malformed(_, 0, var why) => To(state, Why.Malformed, new Output.Reply(why)),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Malformed or Input.NotKeyed or Input.Written or Input.Asked or Input.Verified
                or Input.Denied or Input.Proved or Input.Sealed or Input.Failed or Input.Committed
                or Input.NotCommitted or Input.Exchanged or Input.ExchangeSealed
                or Input.Admitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromKeying(
        Config config, State.Keying state, Instant now, Input input) => input switch
        {
            Input.Keyed(var share, var keys) => To(
                new State.Writing(state.Half with { Keys = keys }), Why.Keyed,
                new Output.Write(
                    state.Half.Spis,
                    new(
                        new() { Proposals = [state.Chosen] }, state.Half.Suite.KeyExchange, share,
                        state.Half.Nonces.Responder, config.TraitsFor(state.Half.Traits),
                        config.Hashes)
                    {
                        Authorities = config.Authorities,
                    })),
            Input.NotKeyed => To(
                new State.Idle(), Why.BadShare,
                new Output.Reply(FirstChild.Notice(NotifyType.InvalidSyntax))),
            Input.Failed => Fail(state.Half),
            Input.Greeted => Stay(state, Why.BeingAnswered),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.Malformed or Input.Written or Input.Asked or Input.Verified or Input.Denied
                or Input.Proved or Input.Sealed or Input.Committed or Input.NotCommitted
                or Input.Exchanged or Input.ExchangeSealed
                or Input.Admitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromWriting(State.Writing state, Instant now, Input input) =>
        input switch
        {
            Input.Written(var octets) => To(
                new State.Open(state.Half with { Response = octets }), Why.Greeted,
                new Output.Send([octets])),
            Input.Failed => Fail(state.Half),
            Input.Greeted => Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Malformed or Input.Asked or Input.Verified or Input.Denied
                or Input.Proved or Input.Sealed or Input.Committed or Input.NotCommitted
                or Input.Exchanged or Input.ExchangeSealed
                or Input.Admitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromOpen(Config config, State.Open state, Instant now, Input input) =>
        input switch
        {
            // RFC 7296 §2.1: the whole request tells a repetition, for its SPI is no proof.
            Input.Greeted greeted => greeted.Arrival.Octets == state.Half.Request
                ? To(state, Why.Repeated, new Output.Send([state.Half.Response]))
                : Stay(state, Why.OtherRequest),
            Input.Exchanged exchanged => Exchange(state, exchanged),
            Input.Asked(var id, var request) => id != state.Half.NextId
                ? Stay(state, Why.OtherId)
                : Ask(config, state, request),
            Input.Malformed(var exchange, var id, var why) => id != state.Half.NextId
                ? Stay(state, Why.OtherId)
                : Refuse(state.Half, exchange, why, Why.MalformedAuth),
            Input.Failed => Fail(state.Half),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Proved
                or Input.Sealed or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Admitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromVerifying(
        Config config, State.Verifying state, Instant now, Input input) => input switch
        {
            Input.Verified verified => Accept(config, state, now, verified),
            Input.Denied => Refuse(
                state.Half, ExchangeType.IkeAuth,
                FirstChild.Notice(NotifyType.AuthenticationFailed), Why.Denied),
            Input.Failed => Fail(state.Half),
            Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
                Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Written or Input.Proved or Input.Sealed or Input.Committed
                or Input.NotCommitted or Input.ExchangeSealed
                or Input.Admitted => Stay(state, Why.OutOfTurn),
        };

    private static Next FromProving(State.Proving state, Instant now, Input input) =>
        input switch
        {
            Input.Proved(var auth, var certificates) => Prove(
                state,
                state.Answer with { Auth = auth, Certificates = certificates }),

            // RFC 7296 §2.21.2: the peer learns it at once, and not by silence.
            Input.Failed => Refuse(
                state.Half, ExchangeType.IkeAuth,
                FirstChild.Notice(NotifyType.AuthenticationFailed), Why.CannotProve),
            Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
                Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Sealed
                or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Admitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromDeriving(State.Deriving state, Instant now, Input input) =>
        input switch
        {
            Input.ChildKeyed(var keys) => Seal(
                state.Half,
                state.Made with { Child = state.Made.Child! with { Keys = keys } },
                state.Answer, Why.ChildKeyed),
            Input.Failed => Fail(state.Half),
            Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
                Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Proved
                or Input.Sealed or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Admitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromSealing(State.Sealing state, Instant now, Input input) =>
        input switch
        {
            Input.Sealed(var octets) => Commit(
                state.Made with
                {
                    Response = new(state.Half.NextId, octets, KeyHandle.None),
                }),
            Input.Failed => Fail(state.Half, state.Made),
            Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
                Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now, state.Made),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Proved
                or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Admitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromCommitting(State.Committing state, Input input) => input switch
    {
        Input.Committed => To(
            new State.Up(state.Made.Id), Why.Committed,
            new Output.Send(state.Made.Response!.Octets)),
        Input.NotCommitted => new(
            new State.Gone(), Forgotten(state.Made.Keys, state.Made), Why.NotCommitted),

        // What is to be a fact may be one already: only an answer ends the wait.
        Input.Failed => Stay(state, Why.OutOfTurn),
        Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
            Stay(state, Why.BeingAnswered),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.ChildKeyed child => Unasked(state, child.Keys),
        Input.Served served => Unasked(state, served.Msk),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Proved
            or Input.Sealed or Input.ExchangeSealed or Input.Admitted => Stay(state, Why.OutOfTurn),
    };

    private static Next FromRefusing(State.Refusing state, Instant now, Input input) =>
        input switch
        {
            Input.Sealed(var octets) => To(
                new State.Refused(state.Half, octets), Why.RefusalSent,
                new Output.Send(octets)),
            Input.Failed => Fail(state.Half),
            Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
                Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Proved
                or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Admitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromRefused(State.Refused state, Instant now, Input input) =>
        input switch
        {
            Input.Exchanged(var id, _, _) => Repeat(state, id),
            Input.Asked(var id, _) => Repeat(state, id),
            Input.Malformed(_, var id, _) => Repeat(state, id),
            Input.Greeted => Stay(state, Why.OtherRequest),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Failed => Fail(state.Half),
            Input.Tick => Expire(state, state.Half, now),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Proved
                or Input.Sealed or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Admitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next Repeat(State.Refused state, uint id) => id == state.Half.NextId
        ? To(state, Why.Repeated, new Output.Send(state.Answer))
        : Stay(state, Why.OtherId);
}
