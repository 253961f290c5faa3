using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Outside;

/// <summary>A router that speaks HSRP, in octets, with whoever else is on its link.</summary>
internal sealed class Router
{
    private readonly Loop _loop;
    private readonly List<Router> _link;
    private readonly Config _config;
    private State _state;

    public Router(Loop loop, List<Router> link, string address, int priority)
    {
        (_loop, _link, _config) = (loop, link, Config.TryCreate(
            new()
            {
                Address = HostAddress.Parse(address),
                Priority = priority,
                VirtualAddress = HostAddress.Parse("192.0.2.254"),
            },
            out var config, out var error)
            ? config : throw new InvalidOperationException($"{error}"));
        _state = Initial(_config, loop.Now);
        link.Add(this);
        loop.Watch(() => Deadline(_config, _state), () => Take(new Input.Tick()));
    }

    public bool IsActive => _state.Phase == Phase.Active;

    public void Take(Input input)
    {
        var step = Step(_config, _state, _loop.Now, input);
        if (step.State.Phase != _state.Phase)
        {
            _loop.Say($"{_config.Address}: {step.State.Phase} ({step.Reason})");
        }

        _state = step.State;
        foreach (var output in step.Outputs)
        {
            if (ToMessage(_config, output) is { } message)
            {
                var datagram = message.ToArray();
                foreach (var other in _link.Where(one => one != this))
                {
                    _loop.In(1, () => other.Hear(datagram, _config.Address));
                }
            }
        }
    }

    private void Hear(byte[] datagram, HostAddress from)
    {
        if (HsrpMessageValue.TryParse(datagram, out var message, out _)
            && Classify(_config, message, from, Digest.None) is { } heard)
        {
            Take(heard);
        }
    }
}
