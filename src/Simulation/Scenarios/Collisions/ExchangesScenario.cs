using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Simulation.Scenarios.Collisions;

/// <summary>
/// A cluster and a peer that both rekey, make or delete what they share (RFC 7296 §1.3, §1.4, §2.8,
/// §2.25): the shipped exchanges over the shipped message IDs, while the active member dies before
/// or after each thing that it does, and messages are lost, doubled, late, and overtake each other.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed partial record ExchangesScenario(string Name)
{
    private const int Cluster = 0;
    private const int Peer = 1;

    /// <summary>How often the active member dies.</summary>
    public int Crashes { get; init; } = 1;

    /// <summary>How many messages are lost.</summary>
    public int Losses { get; init; }

    /// <summary>How many messages arrive twice.</summary>
    public int Doublings { get; init; }

    /// <summary>How often the cluster wants something.</summary>
    public int Ours { get; init; } = 1;

    /// <summary>How often the peer does.</summary>
    public int Theirs { get; init; } = 1;

    /// <summary>What the cluster may want.</summary>
    public Items<ExchangeWant> Wants { get; init; } = Rekeys;

    /// <summary>What the peer may want.</summary>
    public Items<ExchangeWant> PeerWants { get; init; } = Rekeys;

    /// <summary>Whether CHILD SAs have a key exchange of their own.</summary>
    public bool HasForwardSecrecy { get; init; } = true;

    /// <summary>How many key exchanges follow the first one, RFC 9370 §2.2.4.</summary>
    public int Additional { get; init; }

    /// <summary>The step of the cluster's members.</summary>
    public ExchangeStep Step { get; init; } = IkeExchanges.Step;

    private static readonly Items<KeyExchangeMethod> Followers =
        [KeyExchangeMethod.MlKem768, KeyExchangeMethod.Ecp384, KeyExchangeMethod.Ecp521];

    /// <summary>What is replaced by another one.</summary>
    public static Items<ExchangeWant> Rekeys => [ExchangeWant.RekeyChild, ExchangeWant.RekeyIke];

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    private bool AreRekeysAlone => Wants.Concat(PeerWants).All(IsRekey);

    /// <summary>The model: an IKE SA with a CHILD SA that stand.</summary>
    public WorldModel<ExchangeConfig, ExchangeNode, ExchangeInput, ExchangeWord> Model() =>
        new(Name)
        {
            Machine = ExchangeNodeMachine.Machine,
            Members =
            [
                new("mars", Configured(IkeRole.Responder, Step)),
                new("carol", Configured(IkeRole.Initiator, IkeExchanges.Step)),
            ],
            Hear = static (_, _, word) => [new ExchangeInput.Heard(word)],
            Ticks = [new ExchangeInput.Tick()],
            Unit = Unit,
            Delivery = new Delivery.Ways(Capacity: 4)
            {
                DelayMax = 1,
                IsOrdered = false,
                Loss = Losses > 0 ? new(1) : Allowance.Never,
                Doubling = Doublings > 0 ? new(2) : Allowance.Never,
            },
            Faults = new()
            {
                Budgets =
                [
                    new("crash", Crashes), new("loss", Losses), new("doubling", Doublings),
                    new("ours", Ours), new("theirs", Theirs),
                ],
                Rules =
                [
                    new("the active member dies")
                    {
                        Budget = 0,
                        Effects =
                        [
                            new FaultEffect<ExchangeInput>.Take(
                                Cluster, new ExchangeInput.TakeOver()),
                        ],
                    },
                    .. from want in Wants
                       from isLow in IsRekey(want) && PeerWants.Contains(want)
                           ? (bool[])[false, true]
                           : [false]
                       select Wanting("mars", Cluster, 3, want, isLow),
                    .. from want in PeerWants
                       select Wanting("carol", Peer, 4, want, isLow: false),
                ],
            },
            Invariants =
            [
                UniqueMessageIds.Card.Never<ExchangeNode>(
                    static (in Look<ExchangeNode> look) =>
                        look[Cluster].Said.Twice + look[Peer].Said.Twice),
                OpenChildren.Card.Never<ExchangeNode>(static (in Look<ExchangeNode> look) =>
                    LackingOf(look[Cluster], look[Peer])),
                SharedPairs.Card.Never<ExchangeNode>(static (in Look<ExchangeNode> look) =>
                    IsShared(look[Cluster], look[Peer]) ? 0 : 1),
                RetriedExchanges.Card.Never<ExchangeNode>(
                    static (in Look<ExchangeNode> look) =>
                        (look[Cluster].GaveUp ? 1 : 0) + (look[Peer].GaveUp ? 1 : 0)),
            ],
            Goals =
            [
                OneChildPair.Card.InTheEnd<ExchangeNode>(
                    static (in Look<ExchangeNode> look) => IsOnePair(look[Cluster], look[Peer])),
                MovedChildren.Card.InTheEnd<ExchangeNode>(
                    static (in Look<ExchangeNode> look) =>
                        IsOneIke(look[Cluster], look[Peer])),
                FinishedRequests.Card.InTheEnd<ExchangeNode>(
                    static (in Look<ExchangeNode> look) =>
                        IsAtRest(look[Cluster]) && IsAtRest(look[Peer])),
                .. AreRekeysAlone ? [] : (Items<Eventually<ExchangeNode>>)
                [
                    SameSas.Card.InTheEnd<ExchangeNode>(
                        static (in Look<ExchangeNode> look) =>
                            AreSame(look[Cluster], look[Peer])),
                ],
            ],
            Gauges =
            [
                new("pairs", "pairs of CHILD SAs that the cluster knows",
                    static (in Look<ExchangeNode> look) =>
                        ExchangeNodeMachine.PairsOf(look[Cluster]).Count),
            ],
            NameOfInput = NameOf,
            NameOfOutput = NameOf,
        };

    private static FaultRule<ExchangeInput> Wanting(
        string name, int side, int budget, ExchangeWant want, bool isLow) => new(
            $"{name} wants {NameOf(want)}" + (isLow ? ", with a low nonce" : ""))
        {
            Budget = budget,
            Effects =
            [
                new FaultEffect<ExchangeInput>.Take(
                    side, new ExchangeInput.Want(want, isLow)),
            ],
        };

    private static bool IsRekey(ExchangeWant want) => Rekeys.Contains(want);

    private static string NameOf(ExchangeWant want) => want switch
    {
        ExchangeWant.RekeyChild => "to rekey the CHILD SA",
        ExchangeWant.RekeyIke => "to rekey the IKE SA",
        ExchangeWant.Another => "another CHILD SA",
        ExchangeWant.DeleteChild => "to delete the CHILD SA",
        ExchangeWant.DeleteIke => "to delete the IKE SA",
    };

    private static string NameOf(ExchangeInput input) => input switch
    {
        ExchangeInput.Tick => "goes on",
        ExchangeInput.Heard(var word) => NameOf(word),
        ExchangeInput.Want(ExchangeWant.RekeyIke, _) => "a rekey of the IKE SA is wanted",
        ExchangeInput.Want(ExchangeWant.RekeyChild, _) => "a rekey of the CHILD SA is wanted",
        ExchangeInput.Want(ExchangeWant.Another, _) => "another CHILD SA is wanted",
        ExchangeInput.Want(ExchangeWant.DeleteChild, _) => "the end of the CHILD SA is wanted",
        ExchangeInput.Want => "the end of the IKE SA is wanted",
        ExchangeInput.TakeOver => "the next member takes over",
    };

    private static string NameOf(ExchangeWord word)
    {
        var what = word.Message switch
        {
            ExchangeMessage.Child { Rekeys: not null } => "CREATE_CHILD_SA N(REKEY_SA)",
            ExchangeMessage.Child => "CREATE_CHILD_SA",
            ExchangeMessage.Rekey => "CREATE_CHILD_SA of the IKE SA",
            ExchangeMessage.Followup => "IKE_FOLLOWUP_KE",
            ExchangeMessage.Inform { DeletesIke: true } => "INFORMATIONAL D(IKE)",
            ExchangeMessage.Inform { Deletes.Count: > 0 } => "INFORMATIONAL D",
            ExchangeMessage.Inform => "INFORMATIONAL",
            ExchangeMessage.Refused(var why) => $"N({why.Data.Tag})",
        };
        return $"{(word.IsResponse ? "response" : "request")} "
            + string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{word.Id} of {word.Ike.Initiator.Value:x}: {what}");
    }

    private ExchangeConfig Configured(IkeRole role, ExchangeStep step)
    {
        if (IkeExchanges.Config.TryCreate(
                new()
                {
                    Suites =
                    [
                        .. HandshakeSuites.Default.Select(suite => suite with
                        {
                            Additional = [.. Followers.Take(Additional)],
                        }),
                    ],
                    RetryAfter = 4 * Unit,
                    RetriesMax = 4,
                    LingerFor = 30 * Unit,
                    PendingFor = 20 * Unit,
                },
                out var exchanges, out var wrong)
            && MessageIds.Config.TryCreate(
                new()
                {
                    // There and back takes up to two units.
                    RetryAfter = 3 * Unit,
                    RetryMax = 3 * Unit,

                    // Whoever dies takes a request along that it has heard, and what the next one
                    // finishes first keeps it waiting once more.
                    SendsMax = Losses + (2 * Math.Max(Crashes, 1)) + 2,
                    ComplainEvery = Unit,
                },
                out var ids, out wrong))
        {
            return new(role, exchanges, ids, step, HasForwardSecrecy)
            {
                Additional = [.. Followers.Take(Additional)],
            };
        }

        throw new InvalidOperationException(wrong.ToString());
    }
}
