using System.Globalization;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Simulation.Scenarios.RequestCrashPoints;

/// <summary>
/// A cluster and a peer that ask each other under one IKE SA, by the shipped machine of message
/// IDs: the active member dies before or after each thing that it does, and messages are lost and
/// late. The next member knows what was replicated, and nothing else.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record RequestCrashPointsScenario(string Name)
{
    private const int Cluster = 0;
    private const int SendsMax = 6;

    /// <summary>How often the active member dies.</summary>
    public int Crashes { get; init; } = 1;

    /// <summary>How many messages are lost.</summary>
    public int Losses { get; init; } = 1;

    /// <summary>How often somebody wants to ask, of both sides together.</summary>
    public int Requests { get; init; } = 2;

    /// <summary>The step of the cluster's members.</summary>
    public IdsStep Step { get; init; } = MessageIds.Step;

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>The model: an IKE SA that has just been made.</summary>
    public WorldModel<RequestConfig, RequestSide, RequestInput, RequestWord> Model() => new(Name)
    {
        Machine = RequestSideMachine.Machine,
        Members =
        [
            new("mars", new(Configured(), Step)), new("carol", new(Configured(), MessageIds.Step)),
        ],
        Hear = static (_, _, word) => [new RequestInput.Heard(word)],
        Ticks = [new RequestInput.Tick()],
        Unit = Unit,
        Delivery = new Delivery.Ways(Capacity: 4)
        {
            DelayMax = 1,
            IsOrdered = false,
            Loss = Losses > 0 ? new(1) : Allowance.Never,
        },
        Faults = new()
        {
            Budgets = [new("crash", Crashes), new("loss", Losses), new("request", Requests)],
            Rules =
            [
                new("the active member dies")
                {
                    Budget = 0,
                    Effects =
                    [
                        new FaultEffect<RequestInput>.Take(
                            Cluster, new RequestInput.TakeOver()),
                    ],
                },
                Wants("mars", Cluster), Wants("carol", 1),
            ],
        },
        Goals =
        [
            FinishedRequests.Card.InTheEnd<RequestSide>(static (in Look<RequestSide> look) =>
                IsDone(look[0]) && IsDone(look[1])),
        ],
        Gauges =
        [
            new("open requests", "requests that both sides wait for",
                static (in Look<RequestSide> look) => OpenOf(look[0]) + OpenOf(look[1])),
        ],
        NameOfInput = NameOf,
        NameOfOutput = NameOf,
    };

    private static bool IsDone(RequestSide side) => FinishedRequests.Are(side.Is)
        && side.ToDo.Count == 0 && side.FinishedThrough == side.Facts.Next;

    private static int OpenOf(RequestSide side) =>
        (int)(side.Facts.Next - side.FinishedThrough);

    private static FaultRule<RequestInput> Wants(string name, int side) =>
        new($"{name} wants to ask")
        {
            Budget = 2,
            Effects = [new FaultEffect<RequestInput>.Take(side, new RequestInput.Want())],
        };

    private static string NameOf(RequestInput input) => input switch
    {
        RequestInput.Tick => "goes on",
        RequestInput.Heard(var word) => NameOf(word),
        RequestInput.Want => "somebody wants to ask",
        RequestInput.TakeOver => "the next member takes over",
    };

    private static string NameOf(RequestWord word) => string.Create(
        CultureInfo.InvariantCulture, $"{(word.IsAnswer ? "response" : "request")} {word.Id}");

    private static MessageIds.Config Configured() => MessageIds.Config.TryCreate(
        new()
        {
            // There and back takes up to two units.
            RetryAfter = 3 * Unit,
            RetryMax = 3 * Unit,
            SendsMax = SendsMax,
            ComplainEvery = Unit,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
