using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.Simulation.Scenarios.FirstExchanges;

/// <summary>
/// A cluster and a peer that begin IKE SAs with each other (RFC 7296 §1.2): the shipped machines of
/// both sides, while the active member dies before or after each thing that it does, cookies and
/// another method are asked for, and messages are lost, doubled, late, and overtake each other.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record FirstExchangesScenario(string Name)
{
    private const int Cluster = 0;
    private const int Peer = 1;

    /// <summary>How often the active member dies.</summary>
    public int Crashes { get; init; } = 1;

    /// <summary>How many messages are lost.</summary>
    public int Losses { get; init; }

    /// <summary>How many messages arrive twice.</summary>
    public int Doublings { get; init; }

    /// <summary>How often the cluster comes to want cookies.</summary>
    public int Loads { get; init; }

    /// <summary>Whether the cluster wants an IKE SA: once it does, it always does.</summary>
    public int Ours { get; init; } = 1;

    /// <summary>Whether the peer wants one.</summary>
    public int Theirs { get; init; } = 1;

    /// <summary>Whether the first method that is shown is taken by nobody.</summary>
    public bool ShowsOther { get; init; }

    /// <summary>The step of what the cluster begins.</summary>
    public BeginningStep Beginning { get; init; } = IkeInitiator.Step;

    /// <summary>The step of what the cluster answers.</summary>
    public AnsweringStep Answering { get; init; } = IkeResponder.Step;

    /// <summary>Which IKE SAs end at either side when another one is made.</summary>
    public ContactRule Replaced { get; init; } = FirstContacts.Replaced;

    /// <summary>How the shell of the cluster is wrong.</summary>
    public FirstFlaw Flaw { get; init; }

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>The model: there is no IKE SA.</summary>
    public WorldModel<FirstConfig, FirstNode, FirstInput, FirstWord> Model() => new(Name)
    {
        Machine = FirstNodeMachine.Machine,
        Members =
        [
            new("mars", Configured(1) with
            {
                Beginning = Beginning,
                Answering = Answering,
                Flaw = Flaw,
            }),
            new("carol", Configured(2)),
        ],
        Hear = static (_, _, word) => [new FirstInput.Heard(word)],
        Ticks = [new FirstInput.Tick()],
        Unit = Unit,
        Delivery = new Delivery.Ways(Capacity: 6)
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
                new("load", Loads), new("ours", Ours), new("theirs", Theirs),
            ],
            Rules =
            [
                On("the active member dies", 0, Cluster, new FirstInput.TakeOver()),
                On("mars comes to want cookies", 3, Cluster, new FirstInput.Load()),
                On("mars wants an IKE SA", 4, Cluster, new FirstInput.Want()),
                On("carol wants an IKE SA", 5, Peer, new FirstInput.Want()),
            ],
        },
        Invariants =
        [
            UniqueMessageIds.Card.Never<FirstNode>(static (in Look<FirstNode> look) =>
                look[Cluster].Asked.Twice + look[Peer].Asked.Twice),
            RepeatedAnswers.Card.Never<FirstNode>(static (in Look<FirstNode> look) =>
                look[Cluster].Answered.Twice + look[Peer].Answered.Twice),
            OpenChildren.Card.Never<FirstNode>(static (in Look<FirstNode> look) =>
                OpenChildren.Lacking(
                    [.. look[Cluster].Facts.Select(fact => NumberOf(fact))],
                    [.. look[Peer].Ever.Select(id => id.Initiator.Value)],
                    [.. look[Cluster].Facts.Where(fact => fact.Answer is not null)
                        .Select(fact => NumberOf(fact))])),
            BelievedSas.Card.Never<FirstNode>(static (in Look<FirstNode> look) =>
                BelievedAlone(look[Peer], look[Cluster])
                    + BelievedAlone(look[Cluster], look[Peer])),
        ],
        Goals =
        [
            EndingHandshakes.Card.InTheEnd<FirstNode>(static (in Look<FirstNode> look) =>
                IsAtRest(look[Cluster]) && IsAtRest(look[Peer])),
            SameSas.Card.InTheEnd<FirstNode>(static (in Look<FirstNode> look) =>
                SameSas.Hold(
                    [.. look[Cluster].Facts.Select(fact => (
                        fact.Id, fact.Keys, fact.Child.Inbound, fact.Child.Outbound,
                        fact.Child.Keys))],
                    [.. look[Peer].Facts.Select(fact => (
                        fact.Id, fact.Keys, fact.Child.Outbound, fact.Child.Inbound,
                        fact.Child.Keys))],
                    isWanted: look[Cluster].IsWanted || look[Peer].IsWanted)),
        ],
        Gauges =
        [
            new("half-open", "IKE SAs that are half-open at the cluster",
                static (in Look<FirstNode> look) => look[Cluster].Theirs.Count),
            new("stand", "IKE SAs that the cluster knows",
                static (in Look<FirstNode> look) => look[Cluster].Facts.Count),
        ],
        NameOfInput = NameOf,
        NameOfOutput = NameOf,
    };

    private static ulong NumberOf(FirstFact fact) => fact.Id.Initiator.Value;

    /// <summary>Those that it began and that stand for it, while the other side never knew them.
    /// </summary>
    private static int BelievedAlone(FirstNode one, FirstNode other) => one.Facts.Count(
        fact => fact.Role == IkeRole.Initiator && fact.Keys != 0
            && !other.Ever.Contains(fact.Id));

    private static bool IsAtRest(FirstNode node) =>
        node.Ours is null && node.Theirs.Count == 0;

    private static FaultRule<FirstInput> On(
        string name, int budget, int side, FirstInput input) => new(name)
        {
            Budget = budget,
            Effects = [new FaultEffect<FirstInput>.Take(side, input)],
        };

    private static string NameOf(FirstInput input) => input switch
    {
        FirstInput.Tick => "goes on",
        FirstInput.Heard(var word) => NameOf(word),
        FirstInput.Want => "an IKE SA is wanted",
        FirstInput.Load => "cookies are wanted",
        FirstInput.TakeOver => "the next member takes over",
    };

    private static string NameOf(FirstWord word)
    {
        var what = word.Kind switch
        {
            FirstKind.Greets => word.Greeting!.Cookie.Length > 0
                ? "request IKE_SA_INIT with a cookie"
                : "request IKE_SA_INIT",
            FirstKind.Welcomes => "response IKE_SA_INIT",
            FirstKind.Turns => $"response IKE_SA_INIT N({word.Notify!.Data.Tag})",
            FirstKind.Asks => "request IKE_AUTH",
            FirstKind.Answers => word.Notify is null
                ? "response IKE_AUTH"
                : $"response IKE_AUTH N({word.Notify.Data.Tag})",
            FirstKind.Deletes => "request INFORMATIONAL D(IKE)",
            FirstKind.Checks => "request INFORMATIONAL",
            FirstKind.Lives => "response INFORMATIONAL",
        };
        return $"{what} of {word.Spis.Initiator.Value:x}";
    }

    private FirstConfig Configured(byte side)
    {
        var first = HandshakeSuites.Default[0];
        if (IkeInitiator.Config.TryCreate(
                new()
                {
                    Suites = ShowsOther
                        ? [first with { KeyExchange = KeyExchangeMethod.Ecp384 }, first]
                        : [first],
                    RetryAfter = 3 * Unit,
                    RetryMax = 3 * Unit,
                    SendsMax = Losses + Crashes + 1,
                },
                out var begins, out var wrong)
            && IkeResponder.Config.TryCreate(
                new() { Suites = [first], HalfOpenFor = 10 * Unit },
                out var answers, out wrong)
            && MessageIds.Config.TryCreate(new(), out var ids, out wrong)
            && LivenessCheck.Config.TryCreate(
                new()
                {
                    // Who asks first spares the other one the question.
                    IdleAfter = (side == 1 ? 8 : 12) * Unit,
                    RetryAfter = 3 * Unit,
                    BackoffPercent = 134,
                    SendsMax = Losses + 1,
                },
                out var life, out wrong))
        {
            return new(side, begins, answers, ids, life, Losses + Crashes + 2)
            {
                Replaced = Replaced,
            };
        }

        throw new InvalidOperationException(wrong.ToString());
    }
}
