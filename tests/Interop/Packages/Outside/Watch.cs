using static Holdfast.StateMachines.Dpd.DeadPeerDetection;

namespace Outside;

/// <summary>Dead peer detection of one peer, which answers until it is unplugged.</summary>
internal sealed class Watch
{
    private readonly Loop _loop;
    private readonly Action<uint> _dies;
    private readonly Config _config;
    private State _state;

    public Watch(Loop loop, Action<uint> dies)
    {
        (_loop, _dies, _config) = (loop, dies, Config.TryCreate(
            new() { WorryAfter = TimeSpan.FromSeconds(10), ProbesMax = 3 },
            out var config, out var error)
            ? config : throw new InvalidOperationException($"{error}"));
        _state = Initial(_config, loop.Now);
        loop.Watch(() => Deadline(_config, _state), () => Take(new Input.Tick()));
        Take(new Input.Announced(FirstSequence: 7));
        Take(new Input.Offered());
    }

    public bool IsPlugged { get; set; } = true;

    public void Take(Input input)
    {
        var step = Step(_config, _state, _loop.Now, input);
        _state = step.State;
        foreach (var output in step.Outputs)
        {
            _loop.Say($"{output} ({step.Reason})");
            if (output is Output.SendRUThere(var sequence) && IsPlugged)
            {
                _loop.In(20, () => Take(new Input.RUThereAck(sequence)));
            }
            else if (output is Output.PeerDied)
            {
                _dies((uint)(_loop.Now.Ticks / TimeSpan.TicksPerSecond));
            }
        }
    }
}
