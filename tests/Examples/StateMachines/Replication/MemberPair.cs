using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// SA replication of alice (1) and moon (2) alone, with a store that writes at once and a channel
/// whose messages arrive when the test says so.
/// </summary>
internal sealed class MemberPair
{
    private readonly SaReplication.Config[] _configs;
    private readonly SaReplication.State?[] _states;

    public MemberPair(SaReplication.Settings? settings = null)
    {
        _configs =
        [
            .. ((byte[])[1, 2]).Select(member => SaReplication.Config.Create(
                (settings ?? new()) with
                {
                    Member = member,
                    Start = new(new(member), 1, Epoch.None, StoreCondition.Kept),
                })),
        ];
        _states = [.. _configs.Select(config => SaReplication.Initial(config, Now))];
    }

    public Instant Now { get; private set; }

    public SaReplication.Config Config => _configs[0];

    /// <summary>What a member put out since this was last cleared.</summary>
    public List<Output>[] Outputs { get; } = [[], []];

    /// <summary>What is on its way.</summary>
    public Queue<(int From, byte To, SyncMessage Message)> OnTheWay { get; } = [];

    public SaReplication.State this[int member] => _states[member]!;

    public string PhaseOf(int member) => SaReplication.PhaseOf(this[member]);

    /// <summary>By which rule a member would take an input; nothing happens.</summary>
    public string Rule(int member, Input input) =>
        SaReplication.Step(_configs[member], this[member], Now, input).Reason.Rule;

    public void Do(int member, Input input)
    {
        if (_states[member] is not { } state)
        {
            return;
        }

        var next = SaReplication.Step(_configs[member], state, Now, input);
        _states[member] = next.State;
        foreach (var output in next.Outputs)
        {
            Outputs[member].Add(output);
            switch (output)
            {
                case Output.Send(var to, var message):
                    OnTheWay.Enqueue((member, to, message));
                    break;
                case Output.PersistEpoch(var epoch):
                    Do(member, new Input.Persisted(epoch));
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Hands a message to a member, as if the other one had sent it.</summary>
    public void Hear(int member, SyncMessage message) =>
        Do(member, new Input.Received((byte)(2 - member), message));

    public void Crash(int member) => _states[member] = null;

    /// <summary>Everything on its way arrives, and what follows from it.</summary>
    public void Settle()
    {
        while (OnTheWay.TryDequeue(out var said))
        {
            Do(said.To - 1, new Input.Received((byte)(said.From + 1), said.Message));
        }
    }

    /// <summary>Time passes in which nobody does anything.</summary>
    public void Sleep(TimeSpan time) => Now += time;

    /// <summary>Lets time pass; what is said arrives, unless the channel is cut.</summary>
    public void Run(TimeSpan time, bool isCut = false)
    {
        var end = Now + time;
        for (; ; )
        {
            Deliver(isCut);
            var due = Enumerable.Range(0, 2)
                .Where(member => _states[member] is not null)
                .Select(member => (Member: member, At: SaReplication.Deadline(
                    _configs[member], this[member])))
                .Where(one => one.At <= end)
                .OrderBy(one => one.At!.Value.Ticks)
                .Select(one => ((int Member, Instant? At)?)one)
                .FirstOrDefault();
            if (due is not var (member, at))
            {
                break;
            }

            Now = Instant.Latest(Now, at!.Value);
            Do(member, new Input.Tick());
        }

        Now = end;
        Deliver(isCut);
    }

    private void Deliver(bool isCut)
    {
        if (isCut)
        {
            OnTheWay.Clear();
        }
        else
        {
            Settle();
        }
    }

    /// <summary>Alice reigns over an IKE SA with a CHILD SA; moon is synced.</summary>
    public static MemberPair Reigning(SaReplication.Settings? settings = null)
    {
        var pair = new MemberPair(settings);
        pair.Do(0, new Input.Authority(true));
        pair.Do(0, new Input.Connected(2));
        pair.Do(1, new Input.Connected(1));
        pair.Run(TimeSpan.FromSeconds(2));
        pair.Propose(1, new Change.IkeUp(Sa), new Change.ChildUp(Child));
        pair.Settle();
        pair.Clear();
        Assert.Equal(("Active", "Synced"), (pair.PhaseOf(0), pair.PhaseOf(1)));
        Assert.Equal(pair[0].Replica.Sas, pair[1].Replica.Sas);
        return pair;
    }

    public void Propose(ulong ticket, params ReadOnlySpan<Change> changes) =>
        Do(0, new Input.Propose(ticket, [.. changes], null, KeyHandle.None));

    public void Clear()
    {
        Outputs[0].Clear();
        Outputs[1].Clear();
    }

    public static IkeSa Sa { get; } = new(
        new(new(0x101), new(0x202)), new(11), new("carol"u8), default, IkeTraits.MessageIdSync,
        1, 1, 2, 2, [], [], 0, 0, [], default, default);

    public static ChildSa Child { get; } = new(
        new(0x0100_0301), new(0x401), Sa.Id, new(12), default, ChildTraits.None, 0, 0, 0,
        ulong.MaxValue, default);
}
