using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

// Two HSRP speakers of one group; what they say goes as octets through a queue, not a wire.
var shared = HostAddress.Parse("192.0.2.254");
Config[] configs = [Router("192.0.2.1", priority: 110), Router("192.0.2.2", priority: 100)];
State[] states = [Initial(configs[0], Instant.Zero), Initial(configs[1], Instant.Zero)];
var wire = new Queue<(int From, byte[] Datagram)>();
var now = Instant.Zero;
Take(0, new Input.Enable());
Take(1, new Input.Enable());
Run(until: Instant.FromMilliseconds(60_000));
Take(0, new Input.Disable());
Run(until: Instant.FromMilliseconds(90_000));
return states[1].Phase == Phase.Active ? 0 : 1;

void Run(Instant until)
{
    // The clock jumps to the earliest deadline.
    while (Enumerable.Range(0, 2).Where(i => Deadline(configs[i], states[i]) <= until)
        .OrderBy(i => Deadline(configs[i], states[i])).ToArray() is [var first, ..])
    {
        now = Instant.Latest(now, Deadline(configs[first], states[first])!.Value);
        Take(first, new Input.Tick());
    }
}

void Take(int router, Input input)
{
    var step = Step(configs[router], states[router], now, input);
    if (step.State.Phase != states[router].Phase)
    {
        Console.WriteLine($"{now,4}  router {router + 1}  {step.State.Phase,-7}  ({step.Reason})");
    }

    states[router] = step.State;
    foreach (var output in step.Outputs)
    {
        if (ToMessage(configs[router], output) is { } message)
        {
            wire.Enqueue((router, message.ToArray()));
        }
    }

    while (wire.TryDequeue(out var sent))
    {
        if (HsrpMessageValue.TryParse(sent.Datagram, out var heard, out _) && Classify(
            configs[1 - sent.From], heard, configs[sent.From].Address, Digest.None) is { } said)
        {
            Take(1 - sent.From, said);
        }
    }
}

Config Router(string address, int priority) => Config.TryCreate(
    new() { Address = HostAddress.Parse(address), Priority = priority, VirtualAddress = shared },
    out var config, out var error) ? config : throw new InvalidOperationException(error.ToString());
