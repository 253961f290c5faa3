using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeExchanges;

namespace Holdfast.Simulation.Checkers.Canaries;

/// <summary>Exchanges that are wrong: what implementations do, and what members that take over
/// forget.</summary>
public static class ExchangeCanaries
{
    /// <summary>I30: of two at once the one with the lowest nonce stays.</summary>
    public static Next<State, Output> LowestNonceStays(
        Config config, State state, Instant now, Input input) => Step(
        config,
        input is Input.Completed && state is State.Standing
        {
            Ours: Ours.Completing { Task.Rival: { } rival } ours,
        } standing
            ? standing with
            {
                Ours = ours with
                {
                    Lowest = Turned(ours.Lowest),
                    Task = ours.Task with
                    {
                        Rival = rival with { Lowest = Turned(rival.Lowest) },
                    },
                },
            }
            : state,
        now, input);

    /// <summary>Shared: who grants a replacement ends the old one with it.</summary>
    public static Next<State, Output> OldEndsFirst(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        Outputs<Output> outputs = [];
        foreach (var output in next.Outputs)
        {
            outputs = outputs.Add(
                output is Output.Answer { Facts: [SaFact.ChildMade { Replaces: { } old }] } answer
                    ? answer with
                    {
                        Facts = answer.Facts.Add(new SaFact.ChildrenEnded([old])),
                    }
                    : output);
        }

        return next with { Outputs = outputs };
    }

    /// <summary>Retried: TEMPORARY_FAILURE is an answer like any other refusal.</summary>
    public static Next<State, Output> TemporaryIsFinal(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        return input is Input.Answered(ExchangeMessage.Refused(var why))
            && why.Data.Tag == NotifyType.TemporaryFailure
            && next.State is State.Standing { Ours: Ours.Committing committing } standing
                ? next with
                {
                    State = standing with
                    {
                        Ours = committing with { Then = committing.Then with { Again = null } },
                    },
                }
                : next;
    }

    /// <summary>I24: the peer's Delete is answered, and what it deletes stays a fact.</summary>
    public static Next<State, Output> DeletedChildKept(
        Config config, State state, Instant now, Input input)
    {
        var next = Step(config, state, now, input);
        Outputs<Output> outputs = [];
        foreach (var output in next.Outputs)
        {
            outputs = outputs.Add(
                output is Output.Answer { Facts: [SaFact.ChildrenEnded] } answer
                    ? answer with { Facts = [] }
                    : output);
        }

        return next with { Outputs = outputs };
    }

    /// <summary>I30: whoever takes over does not know what an open request was about.</summary>
    public static Next<State, Output> OpenForgotten(
        Config config, State state, Instant now, Input input) => Step(
        config, state, now, input is Input.TakenOver taken ? taken with { Open = null } : input);

    /// <summary>I30: whoever takes over does not know what was replaced and not ended.</summary>
    public static Next<State, Output> ReplacedForgotten(
        Config config, State state, Instant now, Input input) => Step(
        config, state, now,
        input is Input.TakenOver taken
            ? taken with
            {
                Stage = IkeStage.Open,
                Tasks = [],
                Children =
                [
                    .. taken.Children.Select(child => child with { Stage = ChildStage.Open }),
                ],
            }
            : input);

    private static Octets Turned(Octets nonce) =>
        new([.. nonce.Span.ToArray().Select(octet => (byte)~octet)]);
}
