using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.MessageIds;

namespace Holdfast.Simulation.Scenarios.RequestCrashPoints;

/// <summary>A step of message IDs: the shipped one, or one that is wrong.</summary>
public delegate Next<State, Output> IdsStep(
    Config config, State state, Instant now, Input input);

/// <summary>What a side of an IKE SA is configured with.</summary>
/// <param name="Ids">The machine's configuration.</param>
/// <param name="Step">Its step.</param>
public sealed record RequestConfig(Config Ids, IdsStep Step);

/// <summary>A side of an IKE SA: the member that is active, and what all members know.</summary>
/// <param name="Is">The shipped machine of the active one.</param>
/// <param name="Facts">What has been replicated.</param>
/// <param name="ToDo">What the active one is about to do, one by one: it may die before each.
/// </param>
/// <param name="FinishedThrough">One more than the highest ID that was answered to it.</param>
public sealed record RequestSide(
    State Is, Facts Facts, Items<RequestWork> ToDo, uint FinishedThrough);

/// <summary>What a member is about to do.</summary>
public abstract record RequestWork
{
    private RequestWork()
    {
    }

    /// <summary>To make a sealed request known to all members.</summary>
    public sealed record CommitRequest(uint Id) : RequestWork;

    /// <summary>To make an answer known to all members.</summary>
    public sealed record CommitAnswer(uint Id) : RequestWork;

    /// <summary>To make known that a request is answered.</summary>
    public sealed record CommitFinish(uint Id) : RequestWork;

    /// <summary>To send.</summary>
    public sealed record Send(RequestWord Word) : RequestWork;

    /// <summary>To ask what it could not ask before.</summary>
    public sealed record Ask : RequestWork;
}

/// <summary>A message of IKE.</summary>
/// <param name="IsAnswer">Whether it is a response.</param>
/// <param name="Id">Its message ID.</param>
public readonly record struct RequestWord(bool IsAnswer, uint Id);

/// <summary>What happens to a side.</summary>
public abstract record RequestInput
{
    private RequestInput()
    {
    }

    /// <summary>Something is due.</summary>
    public sealed record Tick : RequestInput;

    /// <summary>A message has come.</summary>
    public sealed record Heard(RequestWord Word) : RequestInput;

    /// <summary>Somebody wants to ask the other side.</summary>
    public sealed record Want : RequestInput;

    /// <summary>The active member dies, and another one takes over with what is replicated.
    /// </summary>
    public sealed record TakeOver : RequestInput;
}

/// <summary>A side as a machine.</summary>
internal static class RequestSideMachine
{
    public static Machine<RequestConfig, RequestSide, RequestInput, RequestWord> Machine =>
        new(nameof(RequestSideMachine))
        {
            Initial = static (config, now) => new(
                Initial(config.Ids, now), new(0, 1, [], 0, []), [], 0),
            Step = static (config, side, _, input) => Step(config, side, input),
            Deadline = static (config, side) => side.ToDo.Count > 0
                ? Instant.Zero
                : MessageIds.Deadline(config.Ids, side.Is),
            Rebase = static (side, by) => side with { Is = MessageIds.Rebase(side.Is, by) },
            Normalize = static (config, side) => side with
            {
                Is = MessageIds.Normalize(config.Ids, side.Is),
            },
            IsTerminal = static _ => false,
            Tick = new RequestInput.Tick(),
            Alphabet = [],
            PhaseOf = static side => side.Is switch
            {
                State.Open open => open.Ours.Requests.Count > 0 ? "asks"
                    : open.Theirs.Taken.Count > 0 ? "answers" : "rests",
                State.Standby => nameof(State.Standby),
                State.Failed => nameof(State.Failed),
            },
        };

    private static Next<RequestSide, RequestWord> Step(
        RequestConfig config, RequestSide side, RequestInput input) => input switch
        {
            RequestInput.Tick when side.ToDo.Count > 0 => Work(config, side),
            RequestInput.Tick => Take(config, side, new Input.Tick()),
            RequestInput.Heard({ IsAnswer: true } word) =>
                Take(config, side, new Input.Answered(word.Id)),
            RequestInput.Heard(var word) => Take(config, side, new Input.Requested(word.Id)),
            RequestInput.Want => Take(config, side, new Input.Wanted()),
            RequestInput.TakeOver => Take(
                config, side with { Is = new State.Standby(), ToDo = [] },
                new Input.Promoted(side.Facts)),
        };

    /// <summary>A step of the machine; what it wants done is to be done.</summary>
    private static Next<RequestSide, RequestWord> Take(
        RequestConfig config, RequestSide side, Input input)
    {
        var next = config.Step(config.Ids, side.Is, Instant.Zero, input);
        var after = side with { Is = next.State };
        foreach (var output in next.Outputs)
        {
            after = output switch
            {
                Output.Seal(var id) => To(after, new RequestWork.CommitRequest(id)),
                Output.Take(var id) => To(after, new RequestWork.CommitAnswer(id)),
                Output.Finish(var id) => To(after, new RequestWork.CommitFinish(id)),
                Output.Transmit(var message) => To(
                    after, new RequestWork.Send(new(message[0][0] == 1, message[0][1]))),
                Output.RoomLeft => To(after, new RequestWork.Ask()),
                Output.Hold or Output.Drop or Output.Complain or Output.Rekey
                    or Output.SaFailed => after,
            };
        }

        return new(after, [], next.Reason);

        static RequestSide To(RequestSide side, RequestWork work) =>
            side with { ToDo = side.ToDo.Add(work) };
    }

    private static Next<RequestSide, RequestWord> Work(RequestConfig config, RequestSide side)
    {
        var rest = side with { ToDo = [.. side.ToDo.Skip(1)] };
        var facts = side.Facts;
        switch (side.ToDo[0])
        {
            case RequestWork.CommitRequest(var id):
                var request = Message(isAnswer: false, id);
                return Take(
                    config,
                    rest with
                    {
                        Facts = facts with
                        {
                            Next = id + 1,
                            Requests = facts.Requests.Add(new(id, request)),
                        },
                    },
                    new Input.Sealed(id, request));
            case RequestWork.CommitAnswer(var id):
                var answer = Message(isAnswer: true, id);
                return Take(
                    config,
                    rest with
                    {
                        Facts = facts with { Lowest = id + 1, Responses = [new(id, answer)] },
                    },
                    new Input.Responded(id, answer));
            case RequestWork.CommitFinish(var id):
                return new(
                    rest with
                    {
                        Facts = facts with
                        {
                            Requests = [.. facts.Requests.Where(open => open.Id != id)],
                        },
                        FinishedThrough = Math.Max(side.FinishedThrough, id + 1),
                    },
                    [], new("Holdfast", "answered"));
            case RequestWork.Send(var word):
                return new(rest, [word], new("Holdfast", "sent"));
            case RequestWork.Ask:
                return Take(config, rest, new Input.Wanted());
            default:
                throw new InvalidOperationException("there is no such work");
        }
    }

    private static Items<Octets> Message(bool isAnswer, uint id) =>
        [new([(byte)(isAnswer ? 1 : 0), (byte)id])];
}
