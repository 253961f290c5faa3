using BenchmarkDotNet.Attributes;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Benchmarks.StateMachines;

/// <summary>One step of the message IDs of an IKE SA; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class MessageIdStepSuite
{
    private static readonly Items<Octets> Message = [new([1, 2, 3])];
    private static readonly MessageIds.Input Wanted = new MessageIds.Input.Wanted();
    private static readonly MessageIds.Input Answered = new MessageIds.Input.Answered(41);
    private static readonly MessageIds.Input Requested = new MessageIds.Input.Requested(7);
    private static readonly MessageIds.Input Repeated = new MessageIds.Input.Requested(6);
    private static readonly MessageIds.Input Tick = new MessageIds.Input.Tick();

    private MessageIds.Config _config = null!;
    private MessageIds.State _quiet = null!;
    private MessageIds.State _open = null!;
    private Instant _due;

    /// <summary>Makes the states: our next ID is 41, the peer's is 7.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!MessageIds.Config.TryCreate(new(), out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
        _quiet = Step(
            new MessageIds.State.Standby(),
            new MessageIds.Input.Promoted(new(41, 1, [], 7, [new(6, Message)])));
        _open = Step(Step(_quiet, Wanted), new MessageIds.Input.Sealed(41, Message));
        _due = MessageIds.Deadline(_config, _open)!.Value;
    }

    /// <summary>A request of ours gets its ID.</summary>
    [Benchmark]
    public MessageIds.State Reserve() => Step(_quiet, Wanted);

    /// <summary>Its answer comes.</summary>
    [Benchmark]
    public MessageIds.State Finish() => Step(_open, Answered);

    /// <summary>It is sent again.</summary>
    [Benchmark]
    public MessageIds.State Repeat() => MessageIds.Step(_config, _open, _due, Tick).State;

    /// <summary>A request of the peer is taken.</summary>
    [Benchmark]
    public MessageIds.State Take() => Step(_quiet, Requested);

    /// <summary>A request of the peer comes once more: the response goes out again.</summary>
    [Benchmark]
    public MessageIds.State AnswerAgain() => Step(_quiet, Repeated);

    private MessageIds.State Step(MessageIds.State state, MessageIds.Input input) =>
        MessageIds.Step(_config, state, Instant.Zero, input).State;
}

/// <summary>One step of a synchronisation of message IDs; the bar is 100 ns.</summary>
[MemoryDiagnoser]
public class MessageIdSyncStepSuite
{
    private const uint Nonce = 0x01020304;

    private static readonly MessageIdSync.Input Drawn = new MessageIdSync.Input.Drawn(Nonce);

    private static readonly MessageIdSync.Input TakenOver = new MessageIdSync.Input.TakenOver(
        new(41, 7), 1, MessageIdSync.Children.Plain, 1 << 20, default);

    private static readonly MessageIdSync.Input Answered =
        new MessageIdSync.Input.Answered(Nonce, 7, 42);

    private static readonly MessageIdSync.Input Asked = new MessageIdSync.Input.Asked(
        Nonce, 42, 7, null, new(7, 41), MessageIdSync.Children.Plain);

    private MessageIdSync.Config _config = null!;
    private MessageIdSync.State _idle = null!;
    private MessageIdSync.State _drawing = null!;
    private MessageIdSync.State _waiting = null!;

    /// <summary>Makes the states of a member that has taken over, and of its peer.</summary>
    [GlobalSetup]
    public void Setup()
    {
        if (!MessageIdSync.Config.TryCreate(new(), out var config, out var error))
        {
            throw new InvalidOperationException(error.ToString());
        }

        _config = config;
        _idle = MessageIdSync.Initial(config, Instant.Zero);
        _drawing = Step(_idle, TakenOver);
        _waiting = Step(_drawing, Drawn);
    }

    /// <summary>A member has taken over.</summary>
    [Benchmark]
    public MessageIdSync.State Begin() => Step(_idle, TakenOver);

    /// <summary>It asks.</summary>
    [Benchmark]
    public MessageIdSync.State Ask() => Step(_drawing, Drawn);

    /// <summary>It is answered.</summary>
    [Benchmark]
    public MessageIdSync.State Adopt() => Step(_waiting, Answered);

    /// <summary>The peer's side: it is asked.</summary>
    [Benchmark]
    public MessageIdSync.State Answer() => Step(_idle, Asked);

    private MessageIdSync.State Step(MessageIdSync.State state, MessageIdSync.Input input) =>
        MessageIdSync.Step(_config, state, Instant.Zero, input).State;
}
