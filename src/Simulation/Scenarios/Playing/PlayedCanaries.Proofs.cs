using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Scenarios.Guesses;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Replication;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <content>Sides that believe what they should not, or obey it twice.</content>
public static partial class PlayedCanaries
{
    private static PlayedShell? OfProofs(string canary) => canary switch
    {
        "AnyAckProves" => Machine(new() { Dpd = LifeCanaries.AnyAckProves }) with
        {
            Beside = Lives,
        },
        "OldNumberProves" => Machine(new() { Dpd = LifeCanaries.OldNumberProves }) with
        {
            Beside = Lives,
        },
        "UnprotectedIsHeard" => Old(LifeCanaries.UnprotectedIsHeard),
        "GuessesNotCounted" => Guessed(GuessCanaries.GuessesNotCounted),
        "StrangersUnlimited" => Guessed(GuessCanaries.StrangersUnlimited),
        "MarksNotTold" => Wrong(Mischief.None, MarksNotTold) with { Beside = Syncs },
        "EqualMarkObeyed" => new()
        {
            Options = new() { PeerSync = IdSyncCanaries.EqualMarkObeyed },
            Beside = Syncs,
        },
        "SameMarkAgain" => Machine(new() { MessageIdSync = IdSyncCanaries.SameMarkAgain }) with
        {
            // Whoever never agrees sends nothing.
            As = "Flows",
        },
        _ => null,
    };

    /// <summary>A member tells nobody which ID its synchronisation names.</summary>
    private static Next<SaReplication.State, SaReplication.Output> MarksNotTold(
        SaReplication.Config config, SaReplication.State state, Instant now,
        SaReplication.Input input) =>
        input is SaReplication.Input.Propose(var ticket, [Change.SyncSent], _, _)
            ? new(state, [new SaReplication.Output.Committed(ticket)], default)
            : SaReplication.Step(config, state, now, input);

    private static SyncWitness Syncs() => new();

    private static LifeWitness Lives() => new();

    private static PlayedShell Guessed(TakerStep step) => new()
    {
        Options = new() { PeerTokens = step },
        Beside = static () => new GuessWitness(),
    };

    /// <summary>The peer is dead, and the gateway never finds that out.</summary>
    private static PlayedShell Old(
        ClusterMember.PartStep<DeadPeerDetection.Config, DeadPeerDetection.State,
            DeadPeerDetection.Input, DeadPeerDetection.Output> step) =>
        Machine(new() { Dpd = step }) with
        {
            Finds = static run => IsTakenForDead(run) ? [] : ["I18"],
        };
}
