using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Properties.StateMachines.Hsrp;

/// <summary>Routers of one group on one wire, which carries octets, with losses and crashes that are
/// drawn.</summary>
internal sealed class HsrpRouters
{
    public static readonly TimeSpan Hello = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(10);

    private readonly Choices _choices;
    private readonly HsrpKeyChain _keys = new();
    private readonly Config[] _configs;
    private readonly Queue<(int From, byte[] Octets)> _wire = new();
    private readonly HashSet<int> _asleep = [];

    public HsrpRouters(Choices choices, int count, Dialect dialect, bool preempts)
        : this(choices, [.. Enumerable.Range(1, count).Select(i => new Settings
        {
            Dialect = dialect,
            Address = HostAddress.Parse($"10.0.0.{i}"),
            VirtualAddress = HostAddress.Parse("10.0.0.254"),
            Priority = 100 + choices.Below(2),
            Preempt = preempts,
        })])
    {
    }

    public HsrpRouters(Choices choices, Settings[] routers)
    {
        _choices = choices;
        _keys.Set(Key, "what routers share"u8);
        _configs = [.. routers.Select(Checked)];
        States = [.. _configs.Select(config => Initial(config, Now))];
        for (var i = 0; i < routers.Length; i++)
        {
            Take(i, new Input.Enable());
        }
    }

    /// <summary>The number of the key that groups with MD5 have.</summary>
    public static uint Key => 3;

    public Instant Now { get; private set; }

    public State[] States { get; }

    /// <summary>Percent of the messages that do not arrive.</summary>
    public int LossPercent { get; set; }

    public int Active => States.Count(state => state.Phase == Phase.Active);

    /// <summary>The router that would win an election.</summary>
    public int Best => Enumerable.Range(0, States.Length)
        .MaxBy(i => (_configs[i].Priority, _configs[i].Address));

    /// <summary>Lets time pass; <paramref name="each"/> is called after every step.</summary>
    public void Run(TimeSpan time, Action? each = null)
    {
        var end = Now + time;
        while (true)
        {
            var due = States
                .Select((state, i) => (At: Deadline(_configs[i], state), Router: i))
                .Where(one => one.At is not null && !_asleep.Contains(one.Router))
                .OrderBy(one => one.At)
                .ToList();
            if (due.Count == 0 || due[0].At > end)
            {
                break;
            }

            // Of several that are due any one is first.
            Now = Instant.Latest(Now, due[0].At!.Value);
            var first = _choices.Of(due.Where(one => one.At <= Now).ToList());
            Take(first.Router, new Input.Tick(
                (ushort)_choices.Below(1_001), (HsrpTimer)_choices.Below(3)));
            each?.Invoke();
        }

        Now = end;
    }

    /// <summary>A router does nothing and hears nothing, until it wakes.</summary>
    public void FallAsleep(int router) => _asleep.Add(router);

    /// <summary>What is due is due; what was said meanwhile it has not heard.</summary>
    public void Wake(int router) => _asleep.Remove(router);

    /// <summary>A router that loses its state, and is up again at once.</summary>
    public void Crash(int router)
    {
        States[router] = Initial(_configs[router], Now);
        Take(router, new Input.Enable());
    }

    /// <summary>A router that is gone without a word.</summary>
    public void Kill(int router) => States[router] = Initial(_configs[router], Now);

    /// <summary>A router that goes down in order, and comes up again.</summary>
    public void Restart(int router)
    {
        Take(router, new Input.Disable());
        Take(router, new Input.Enable());
    }

    private void Take(int router, Input input)
    {
        Apply(router, input);
        while (_wire.TryDequeue(out var sent))
        {
            for (var other = 0; other < States.Length; other++)
            {
                if (other != sent.From && !_asleep.Contains(other) && _choices.Below(100) >= LossPercent
                    && Classify(
                        _configs[other], sent.Octets, _configs[sent.From].Address, _keys)
                        is { } heard)
                {
                    Apply(other, heard);
                }
            }
        }
    }

    private void Apply(int router, Input input)
    {
        var next = Holdfast.StateMachines.Hsrp.HsrpGroup.Step(
            _configs[router], States[router], Now, input);
        States[router] = next.State;
        foreach (var output in next.Outputs)
        {
            if (ToOctets(_configs[router], output, _keys) is { } octets)
            {
                _wire.Enqueue((router, octets));
            }
        }
    }

    public static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
