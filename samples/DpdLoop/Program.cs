using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;

// An event loop owns clock, queue and sockets; the machine owns the decisions. Here the clock
// jumps to whatever comes first, an event or the deadline: a real loop sleeps until then.
if (!Config.TryCreate(
    new() { WorryAfter = TimeSpan.FromSeconds(10), ProbesMax = 3 }, out var config, out var error))
{
    Console.WriteLine(error);
    return 1;
}

// The peer answers until second 40, and is silent from then on.
var livesUntil = Instant.FromMilliseconds(40_000);
var events = new PriorityQueue<Input, long>(
[
    (new Input.Announced(FirstSequence: 7), 0), (new Input.Offered(), 0),
    (new Input.Heard(), 5_000), (new Input.Outbound(), 20_000), (new Input.Outbound(), 50_000),
]);

var state = Initial(config, Instant.Zero);
while (state is not State.Dead)
{
    var now = Instant.FromMilliseconds(long.MaxValue);
    Input input = new Input.Tick();
    if (events.TryPeek(out var next, out var at))
    {
        (now, input) = (Instant.FromMilliseconds(at), next);
    }

    if (Deadline(config, state) is { } due && due < now)
    {
        (now, input) = (due, new Input.Tick());
    }
    else if (!events.TryDequeue(out _, out _))
    {
        break;
    }

    var step = Step(config, state, now, input);
    state = step.State;
    foreach (var output in step.Outputs)
    {
        Console.WriteLine($"{now,8}  {output}  ({step.Reason})");

        // A real loop writes ToPayload(output, cookies) into a protected Informational exchange.
        if (output is Output.SendRUThere(var sequence) && now < livesUntil)
        {
            events.Enqueue(new Input.RUThereAck(sequence), (now.Ticks / 10_000) + 20);
        }
    }
}

Console.WriteLine($"at the end: {state.GetType().Name}");
return state is State.Dead ? 0 : 1;
