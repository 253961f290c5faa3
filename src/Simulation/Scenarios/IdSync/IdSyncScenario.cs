using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Simulation.Scenarios.IdSync;

/// <summary>
/// A cluster whose members take over one after the other, and its peer, both by the shipped machine
/// of RFC 6311: what they say is delayed, lost, and sent again by somebody who has recorded it.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record IdSyncScenario(string Name)
{
    /// <summary>How often another member takes over.</summary>
    public int TakeOvers { get; init; } = 1;

    /// <summary>How many messages are lost.</summary>
    public int Losses { get; init; } = 2;

    /// <summary>How many messages are sent again by somebody.</summary>
    public int Replays { get; init; } = 1;

    /// <summary>The step of the cluster.</summary>
    public IdSyncStep Cluster { get; init; } = Step;

    /// <summary>The step of the peer.</summary>
    public IdSyncStep Peer { get; init; } = Step;

    /// <summary>Whether a member tells the others what it has sent.</summary>
    public bool TellsMembers { get; init; } = true;

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>The model: it begins when a member takes over that has missed a request of each
    /// side.</summary>
    public WorldModel<SyncSideConfig, SyncSide, SyncSideInput, SyncWord> Model()
    {
        var idle = Initial(Config(), StateMachines.Instant.Zero);
        return new(Name)
        {
            Machine = SyncSideMachine.Machine,
            Members =
            [
                new("mars", new(Config(), Cluster, new SyncSide.Members(
                    idle, new(2, 2), default, 0, false, GrowingSyncs.None))
                {
                    TellsMembers = TellsMembers,
                }),
                new("carol", new(Config(), Peer, new SyncSide.Peer(
                    idle, new(3, 3), GrowingSyncs.None))),
            ],
            Hear = static (_, _, word) => [new SyncSideInput.Hear(word)],
            Ticks = [new SyncSideInput.Tick()],
            Unit = Unit,
            Start =
            [
                new FaultEffect<SyncSideInput>.Take(0, new SyncSideInput.TakeOver()),
            ],
            Delivery = new Delivery.Ways(Capacity: 6)
            {
                DelayMax = 1,
                IsOrdered = false,
                Loss = new(1),
                Doubling = new(2),
            },
            Faults = new()
            {
                Budgets =
                [
                    new("takeover", TakeOvers), new("loss", Losses), new("replay", Replays),
                ],
                Rules =
                [
                    new("another member takes over")
                    {
                        Budget = 0,
                        Effects =
                        [
                            new FaultEffect<SyncSideInput>.Take(
                                0, new SyncSideInput.TakeOver()),
                        ],
                    },
                ],
            },
            Invariants =
            [
                GrowingSyncs.Card.Never<SyncSide>(static (in Look<SyncSide> look) =>
                    ClusterOf(look).Syncs.NotAbove + PeerOf(look).Syncs.NotAbove),
            ],
            Goals =
            [
                CompletedSyncs.Card.InTheEnd<SyncSide>(static (in Look<SyncSide> look) =>
                    ClusterOf(look).IsSynced
                    && CompletedSyncs.Agree(ClusterOf(look).Numbers, PeerOf(look).Numbers)),
            ],
            NameOfInput = static input => input switch
            {
                SyncSideInput.TakeOver => "takes over",
                SyncSideInput.Hear(var word) => NameOf(word),
                SyncSideInput.Tick => "timer",
            },
            NameOfOutput = NameOf,
        };
    }

    private static SyncSide.Members ClusterOf(in Look<SyncSide> look) =>
        (SyncSide.Members)look[0];

    private static SyncSide.Peer PeerOf(in Look<SyncSide> look) => (SyncSide.Peer)look[1];

    private static string NameOf(SyncWord word) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(word.IsAnswer ? "answer" : "sync")} {word.Nonce} ({word.Send}, {word.Receive})");

    private static Config Config() => MessageIdSync.Config.TryCreate(
        new()
        {
            // Longer than a request and its answer may be under way together.
            RetryAfter = 3 * Unit,
            BackoffPercent = 100,
            SendsMax = 5,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
