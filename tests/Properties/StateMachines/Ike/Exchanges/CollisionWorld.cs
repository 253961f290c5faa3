using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Exchanges;

/// <summary>
/// Two ends of one IKE SA that both want something, as a value: what may happen next is any wish
/// that is uttered, any message that arrives, any fact that is acknowledged.
/// </summary>
internal sealed record CollisionWorld(
    CollisionEnd Initiator, CollisionEnd Responder, Items<Travelling> Wire, Instant Now)
{
    /// <summary>Both ends with one CHILD SA, before anybody wants anything.</summary>
    /// <param name="lowest">Whose nonce is the lowest: 0 and 1 of the initiator's exchange.
    /// </param>
    /// <param name="suites">The suites of CHILD SAs.</param>
    /// <param name="ofInitiator">What the initiator wants.</param>
    /// <param name="ofResponder">What the responder wants.</param>
    /// <param name="config">How exchanges are configured.</param>
    public static CollisionWorld Begin(
        int lowest, Items<ChildSuite> suites, Items<CollisionWish> ofInitiator,
        Items<CollisionWish> ofResponder, Config? config = null)
    {
        config ??= ExchangeSamples.Configs[0];
        var octets = new byte[] { 9, 8, 7, 6 };
        octets[lowest] = 1;
        return new(
            End(config, IkeRole.Initiator, suites, ofInitiator) with
            {
                Nonces = (octets[0], octets[3]),
            },
            End(config, IkeRole.Responder, suites, ofResponder) with
            {
                Nonces = (octets[2], octets[1]),
            },
            [], Instant.Zero);
    }

    /// <summary>Every world that may be next; none: nothing is left to happen.</summary>
    public IEnumerable<CollisionWorld> Next()
    {
        var any = false;
        foreach (var isInitiator in (bool[])[true, false])
        {
            var end = EndOf(isInitiator);
            if (end.Wishes.Count > 0)
            {
                any = true;
                yield return With(isInitiator, Utter);
            }

            for (var at = 0; at < end.Proposals.Count; at++)
            {
                any = true;
                var which = at;
                yield return With(isInitiator, (one, wire) => Acknowledge(one, which, wire));
            }
        }

        foreach (var message in Wire)
        {
            if (MayArrive(message))
            {
                any = true;
                yield return (this with { Wire = Without(message) }).With(
                    message.ToInitiator, (end, wire) => Arrive(end, message, wire));
            }
        }

        if (!any && (Give() ?? Elapse()) is { } later)
        {
            yield return later;
        }
    }

    public CollisionEnd EndOf(bool isInitiator) => isInitiator ? Initiator : Responder;

    private static CollisionEnd End(
        Config config, IkeRole role, Items<ChildSuite> suites, Items<CollisionWish> wishes)
    {
        var state = Step(
            config, new State.Idle(), Instant.Zero,
            new Input.Established(
                ExchangeSamples.Ike(role, new(1), suites),
                [ExchangeSamples.Child(role, new(2))], [])).State;
        return new(
            role == IkeRole.Initiator, config, [new(ExchangeSamples.Id, state)], wishes)
        {
            Drawn = 2,
        };
    }

    /// <summary>Under which IKE SA a wish is uttered: the last that stands.</summary>
    private CollisionEnd Utter(CollisionEnd end, List<Travelling> wire)
    {
        var standing = end.Standing.LastOrDefault(one => one.Stage == IkeStage.Open)
            ?? end.Standing.LastOrDefault();
        var wish = standing is null ? null : CollisionWishes.Of(end.Wishes[0], standing);
        end = end.Draw(isAsking: true, out var draw) with { Wishes = end.Wishes.Without(0) };
        return wish is null
            ? end
            : end.Step(standing!.Sa.Id, Now, new Input.Wanted(wish, draw), wire);
    }

    private CollisionEnd Acknowledge(CollisionEnd end, int at, List<Travelling> wire)
    {
        var one = end.Proposals[at];
        end = end with { Proposals = end.Proposals.Without(at) };
        if (one.Answer is { } answer)
        {
            wire.Add(new(!end.IsInitiator, one.Sa, one.Id, IsResponse: true, answer));
        }

        return end.Step(one.Sa, Now, new Input.Committed(one.Side), wire);
    }

    private CollisionEnd Arrive(CollisionEnd end, Travelling message, List<Travelling> wire)
    {
        if (message.IsResponse)
        {
            return end.Answered(message.Sa, Now, message.Message, wire);
        }

        end = end.Draw(isAsking: false, out var draw);
        return end.Step(
            message.Sa, Now, new Input.Asked(message.Id, message.Message, draw), wire);
    }

    /// <summary>A request under an IKE SA that is not there yet is repeated until it is; under one
    /// that is gone it is not answered.</summary>
    private bool MayArrive(Travelling message)
    {
        var end = EndOf(message.ToInitiator);
        return end.IndexOf(message.Sa) is >= 0 and var at
            && (message.IsResponse || end.Sas[at].State is not State.Gone);
    }

    /// <summary>Whose request is never answered, gives it up.</summary>
    private CollisionWorld? Give()
    {
        foreach (var message in Wire)
        {
            return (this with { Wire = Without(message) }).With(
                !message.ToInitiator,
                (end, wire) => end.Step(message.Sa, Now, new Input.Lost(), wire));
        }

        return null;
    }

    private CollisionWorld? Elapse()
    {
        Instant? due = null;
        foreach (var end in (CollisionEnd[])[Initiator, Responder])
        {
            foreach (var state in end.Standing)
            {
                due = Deadline(end.Config, state) is { } at && (due is null || at < due)
                    ? at
                    : due;
            }
        }

        if (due is not { } now)
        {
            return null;
        }

        return (this with { Now = now }).With(true, Ticked).With(false, Ticked);

        CollisionEnd Ticked(CollisionEnd end, List<Travelling> wire)
        {
            foreach (var sa in end.Sas)
            {
                end = end.Step(sa.Id, now, new Input.Tick(), wire);
            }

            return end;
        }
    }

    private CollisionWorld With(
        bool isInitiator, Func<CollisionEnd, List<Travelling>, CollisionEnd> what)
    {
        var wire = Wire.ToList();
        var end = what(EndOf(isInitiator), wire);
        Items<Travelling> sorted =
        [
            .. wire.OrderBy(one => one.ToInitiator).ThenBy(one => one.Sa.Key)
                .ThenBy(one => one.Id).ThenBy(one => one.IsResponse),
        ];
        return isInitiator
            ? this with { Initiator = end, Wire = sorted }
            : this with { Responder = end, Wire = sorted };
    }

    private Items<Travelling> Without(Travelling message) =>
        [.. Wire.Where(one => !ReferenceEquals(one, message))];
}
