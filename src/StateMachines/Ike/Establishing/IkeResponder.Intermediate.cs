using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeResponder.State,
    Holdfast.StateMachines.Ike.IkeResponder.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>IKE_INTERMEDIATE, RFC 9242 and RFC 9370 §2.2.2.</content>
public static partial class IkeResponder
{
    private static Next FromAdding(State.Adding state, Instant now, Input input) =>
        input switch
        {
            Input.Keyed(var share, var keys) => To(
                new State.Answering(state.Half, keys), Why.KeyedMore,
                new Output.SealExchange(
                    state.Half.Keys, state.Half.Spis, state.Half.NextId,
                    new(state.Half.Wanted!.Value, share), state.Half.OfResponder,
                    state.Half.TakesFragments)),
            Input.NotKeyed => Refuse(
                state.Half, ExchangeType.IkeIntermediate,
                FirstChild.Notice(NotifyType.InvalidSyntax), Why.BadMore),
            Input.Failed => Fail(state.Half),
            Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
                Stay(state, Why.BeingAnswered),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half, now),
            Input.Written or Input.ExchangeSealed or Input.Verified or Input.Denied or Input.Proved
                or Input.Sealed or Input.Committed or Input.NotCommitted or Input.Admitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromAnswering(State.Answering state, Instant now, Input input) =>
        input switch
        {
            // RFC 9370 §2.2.2: the answer is under the keys of its request, all that follows is
            // under the new ones; those before stay until the peer is heard under the new ones.
            Input.ExchangeSealed(var octets, var covered) => To(
                new State.Open(state.Half with
                {
                    Keys = state.Keys,
                    Before = state.Half.Keys,
                    Done = state.Half.Done + 1,
                    OfResponder = covered,
                    Answer = octets,
                }),
                Why.AnsweredMore, new Output.Send(octets)),
            Input.Failed => Fail(state.Half with { Before = state.Keys }),
            Input.Greeted or Input.Exchanged or Input.Asked or Input.Malformed =>
                Stay(state, Why.BeingAnswered),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Served served => Unasked(state, served.Msk),
            Input.Tick => Expire(state, state.Half with { Before = state.Keys }, now),
            Input.NotKeyed or Input.Written or Input.Verified or Input.Denied or Input.Proved
                or Input.Sealed or Input.Committed or Input.NotCommitted or Input.Admitted =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next Exchange(State.Open state, Input.Exchanged input)
    {
        var half = state.Half;
        if (half.Before.IsSome && input.Id == half.Done)
        {
            return To(state, Why.Repeated, new Output.Send(half.Answer));
        }

        if (input.Id != half.NextId)
        {
            return Stay(state, Why.OtherId);
        }

        if (half.Wanted is not { } method || method != input.Message.Method)
        {
            return Refuse(
                half, ExchangeType.IkeIntermediate, FirstChild.Notice(NotifyType.InvalidSyntax),
                half.Wanted is null ? Why.NoMoreChosen : Why.OtherExchange);
        }

        // It is under the keys so far: nobody repeats what was asked under those before.
        return new(
            new State.Adding(Heard(half) with { OfInitiator = input.Covered }),
            Forgotten(half.Before).Add(new Output.ExchangeMore(
                half.Keys, half.Suite, method, half.Spis, half.Nonces, input.Message.Value)),
            Why.Exchanged);
    }

    /// <summary>The peer has had the response of the last additional exchange.</summary>
    private static HalfOpen Heard(HalfOpen half) =>
        half with { Before = KeyHandle.None, Answer = [] };
}
