using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Scenarios.Collisions;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <content>Members that are wrong about what they ask, or are asked.</content>
public static partial class PlayedCanaries
{
    private const uint AfterAuth = 2;

    // With it the member draws the lower nonce.
    private const ulong LowNonce = 5;

    private static PlayedShell? OfExchanges(string canary) => canary switch
    {
        "LowestNonceStays" => Exchanges(ExchangeCanaries.LowestNonceStays) with { Seed = LowNonce },
        "OldEndsFirst" => Exchanges(ExchangeCanaries.OldEndsFirst) with
        {
            // What the peer sends until it has heard the answer nobody opens.
            Finds = static run => run.Measures.PacketsLost > 0 ? ["Shared"] : [],
        },
        "TemporaryIsFinal" => Exchanges(ExchangeCanaries.TemporaryIsFinal) with
        {
            Beside = static () => new ExchangeWitness(),
        },
        "ChildrenLeftBehind" => Exchanges(ChildrenLeftBehind) with
        {
            // The old one goes, and what was left under it with it.
            As = "Flows",
        },
        "DeletedChildKept" => Exchanges(ExchangeCanaries.DeletedChildKept),
        "OpenForgotten" => Exchanges(ExchangeCanaries.OpenForgotten),
        "ReplacedForgotten" => Exchanges(ExchangeCanaries.ReplacedForgotten),
        "RequestForgotten" => Asking(RequestCanaries.RequestForgotten),
        "AnswerForgotten" => Asking(AnswerForgotten),
        _ => null,
    };

    /// <summary>A new IKE SA takes no CHILD SA along.</summary>
    private static Next<IkeExchanges.State, IkeExchanges.Output> ChildrenLeftBehind(
        IkeExchanges.Config config, IkeExchanges.State state, Instant now,
        IkeExchanges.Input input)
    {
        var next = IkeExchanges.Step(config, state, now, input);
        return next with
        {
            Outputs =
            [
                .. next.Outputs.Select(output => output is IkeExchanges.Output.Commit commit
                    ? commit with
                    {
                        Facts =
                        [
                            .. commit.Facts.Select(fact => fact is SaFact.IkeMade made
                                ? made with { From = null }
                                : fact),
                        ],
                    }
                    : output),
            ],
        };
    }

    /// <summary>The answer of IKE_AUTH is said by whoever has made the IKE SA; whoever takes over
    /// knows none of all others.</summary>
    private static Next<MessageIds.State, MessageIds.Output> AnswerForgotten(
        MessageIds.Config config, MessageIds.State state, Instant now, MessageIds.Input input) =>
        input is MessageIds.Input.Promoted { Facts.Lowest: <= AfterAuth }
            ? MessageIds.Step(config, state, now, input)
            : RequestCanaries.AnswerForgotten(config, state, now, input);

    private static PlayedShell Exchanges(ExchangeStep step) =>
        new() { Options = new() { Exchanges = step } };

    /// <summary>Whoever waits for ever takes the other one for dead, and both begin anew.</summary>
    private static PlayedShell Asking(
        ClusterMember.PartStep<MessageIds.Config, MessageIds.State, MessageIds.Input,
            MessageIds.Output> step) => Machine(new() { MessageIds = step }) with
            {
                Finds = static run => run.Measures.Reestablished > 0
                    || run.Timeline.Any(one => one.Who == "carol"
                        && one.Says.StartsWith(
                            MomentWords.TakesForDead(MomentWords.Gateway),
                            StringComparison.Ordinal))
                    ? ["I6b"]
                    : [],
            };
}
