using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeInitiator.State,
    Holdfast.StateMachines.Ike.IkeInitiator.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>IKE_SA_INIT: a function for each state.</content>
public static partial class IkeInitiator
{
    // RFC 7296 §2.6.
    private const int CookieMax = 64;

    private static Next FromIdle(Config config, State.Idle state, Input input) => input switch
    {
        Input.Begin(var wish, var spi, var nonce, var inbound) =>
            spi.Value == 0 || inbound.Value == 0
                ? Stay(state, Why.NoSpi)
                : To(
                    new State.Beginning(
                        new(wish, spi, nonce, inbound, config.Suites[0].KeyExchange)),
                    Why.Begun, new Output.BeginExchange(config.Suites[0].KeyExchange)),
        Input.Shared shared => Unasked(state, shared.Share),
        Input.Keyed keyed => Unasked(state, keyed.Keys),
        Input.ChildKeyed child => Unasked(state, child.Keys),
        Input.Replied replied => Unasked(state, replied.Msk),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved
            or Input.Sealed or Input.Answered or Input.AuthRefused or Input.Verified
            or Input.Denied or Input.Failed or Input.Committed or Input.NotCommitted
            or Input.ExchangeSealed or Input.Exchanged => Stay(state, Why.OutOfTurn),
    };

    private static Next FromBeginning(Config config, State.Beginning state, Input input) =>
        input switch
        {
            Input.Shared(var value, var share) => Write(
                config, state.Attempt with { Value = value, Share = share }, Why.Shared),
            Input.Failed => Fail(state.Attempt.Share, default),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Replied replied => Unasked(state, replied.Msk),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Written or Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved
                or Input.Sealed or Input.Answered or Input.AuthRefused or Input.Verified
                or Input.Denied or Input.Committed or Input.NotCommitted or Input.ExchangeSealed
                or Input.Exchanged => Stay(state, Why.OutOfTurn),
        };

    private static Next FromWriting(
        Config config, State.Writing state, Instant now, Input input) => input switch
        {
            Input.Written(var octets) => To(
                new State.Asking(state.Attempt, Open(config, now, [octets])), Why.Asked,
                new Output.Send([octets])),
            Input.Failed => Fail(state.Attempt.Share, default),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Shared shared => Unasked(state, shared.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Replied replied => Unasked(state, replied.Msk),
            Input.Tick => Stay(state, Why.NothingIsDue),
            Input.Welcomed or Input.Refused or Input.NotKeyed or Input.Proved or Input.Sealed
                or Input.Answered or Input.AuthRefused or Input.Verified or Input.Denied
                or Input.Committed or Input.NotCommitted or Input.ExchangeSealed or Input.Exchanged
                =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromAsking(
        Config config, State.Asking state, Instant now, Input input) => input switch
        {
            Input.Welcomed welcomed => Welcome(config, state, welcomed),
            Input.Refused(var notify) => Change(config, state, notify),
            Input.Failed => Fail(state.Attempt.Share, default),
            Input.Begin => Stay(state, Why.BegunAlready),
            Input.Shared shared => Unasked(state, shared.Share),
            Input.Keyed keyed => Unasked(state, keyed.Keys),
            Input.ChildKeyed child => Unasked(state, child.Keys),
            Input.Replied replied => Unasked(state, replied.Msk),
            Input.Tick => now < state.Request.At ? Stay(state, Why.NothingIsDue)
                : state.Request.Sends >= config.SendsMax
                    ? GiveUp(state.Attempt.Share, default, state.Attempt.Refusal, Why.Unanswered)
                : To(
                    state with { Request = Again(config, now, state.Request) }, Why.Retry,
                    new Output.Send(state.Request.Octets)),
            Input.Written or Input.NotKeyed or Input.Proved or Input.Sealed or Input.Answered
                or Input.AuthRefused or Input.Verified or Input.Denied or Input.Committed
                or Input.NotCommitted or Input.ExchangeSealed or Input.Exchanged =>
                Stay(state, Why.OutOfTurn),
        };

    private static Next FromKeying(State.Keying state, Input input) => input switch
    {
        // The share is used up by the keys.
        Input.Keyed(var keys) => GoOn(
            state.Attempt with { Share = KeyHandle.None }, state.Half with { Keys = keys }, [],
            Why.Keyed),

        // RFC 7296 §2.21.1: anybody may have sent it; the right answer may come yet.
        Input.NotKeyed => Stay(
            new State.Asking(state.Attempt, state.Request), Why.BadShare),
        Input.Failed => Fail(state.Attempt.Share, default),
        Input.Begin => Stay(state, Why.BegunAlready),
        Input.Shared shared => Unasked(state, shared.Share),
        Input.ChildKeyed child => Unasked(state, child.Keys),
        Input.Replied replied => Unasked(state, replied.Msk),
        Input.Tick => Stay(state, Why.NothingIsDue),
        Input.Written or Input.Welcomed or Input.Refused or Input.Proved or Input.Sealed
            or Input.Answered or Input.AuthRefused or Input.Verified or Input.Denied
            or Input.Committed or Input.NotCommitted or Input.ExchangeSealed or Input.Exchanged =>
            Stay(state, Why.OutOfTurn),
    };

    private static Next Change(Config config, State.Asking state, NotifyPayloadValue notify)
    {
        var attempt = state.Attempt with { Changes = state.Attempt.Changes + 1 };
        switch (notify.Data)
        {
            case NotifyPayloadData.Cookie(var cookie)
                when cookie.Data.Length is 0 or > CookieMax:
                return Stay(state, Why.NoCookie);
            case NotifyPayloadData.Cookie or NotifyPayloadData.InvalidKePayload
                when attempt.Changes > config.ChangesMax:
                return Stay(state, Why.TooOften);
            case NotifyPayloadData.Cookie(var cookie):
                return Write(config, attempt with { Cookie = cookie.Data }, Why.Cookie);
            case NotifyPayloadData.InvalidKePayload(var other):
                return other.AcceptedMethod == attempt.Method
                    || config.Suites.All(suite => suite.KeyExchange != other.AcceptedMethod)
                        ? Stay(state, Why.NotOurMethod)
                        : new(
                            new State.Beginning(attempt with
                            {
                                Method = other.AcceptedMethod,
                                Share = KeyHandle.None,
                                Value = default,
                            }),
                            [
                                new Output.Forget(attempt.Share),
                                new Output.BeginExchange(other.AcceptedMethod),
                            ],
                            Why.OtherMethod);

            // RFC 5685 §3: the nonce shows that it answers our request.
            case NotifyPayloadData.Redirect(var to)
                when config.Traits.HasFlag(GreetingTraits.FollowsRedirects)
                    && to.Nonce == attempt.Nonce:
                return new(
                    new State.Gone(),
                    [new Output.Forget(attempt.Share), new Output.Redirected(notify)],
                    Why.Elsewhere);
            default:
                return Stay(
                    state with { Attempt = state.Attempt with { Refusal = notify } },
                    Why.InClear);
        }
    }

    private static Next Welcome(Config config, State.Asking state, Input.Welcomed input)
    {
        var (attempt, message) = (state.Attempt, input.Message);

        // RFC 7296 §2.7 and §2.21.1: what was not offered is not the peer's answer.
        if (input.Spi.Value == 0 || message.Method != attempt.Method
            || ProposalChoice.TakeAnswer(config.Suites, message.Proposals, spiLength: 0)
                is not { } suite
            || suite.KeyExchange != attempt.Method)
        {
            return Stay(state, Why.NotOffered);
        }

        // RFC 9370 §2.2.1: whoever chose additional exchanges has to take IKE_INTERMEDIATE.
        if (suite.Additional.Count > 0
            && !message.Traits.HasFlag(GreetingTraits.Intermediate))
        {
            return Stay(state, Why.NoIntermediate);
        }

        // RFC 6023 §3: without a CHILD SA only where the peer takes that.
        if (attempt.Wish.Suites.Count == 0 && !message.Traits.HasFlag(GreetingTraits.Childless))
        {
            return Stay(state, Why.NotChildless);
        }

        // RFC 4739 §2.1: two proofs only where the peer takes them.
        if (Second(attempt.Wish) is not null
            && !message.Traits.HasFlag(GreetingTraits.MultipleAuth))
        {
            return Stay(state, Why.NotMultiple);
        }

        var spis = new IkeSpiPair(attempt.Spi, input.Spi);
        var nonces = new ExchangeNonces(attempt.Nonce, message.Nonce);
        return To(
            new State.Keying(
                attempt,
                new(
                    spis, nonces, suite, HalfOpen.Agreed(message.Traits, config.Traits),
                    message.Hashes, input.Nat, state.Request.Octets[0], default)
                {
                    Response = input.Octets,
                },
                state.Request),
            Why.Welcomed,
            new Output.Complete(attempt.Share, suite, spis, nonces, message.Share));
    }

    private static Next Write(Config config, HandshakeAttempt attempt, Reason why) => To(
        new State.Writing(attempt), why,
        new Output.Write(
            new(attempt.Spi, default),
            new(
                SuiteProposals.Offer(config.Suites), attempt.Method, attempt.Value,
                attempt.Nonce, config.Traits, config.Hashes, attempt.Cookie)
            {
                RedirectedFrom = attempt.Wish.RedirectedFrom,
            }));
}
