using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// SA replication of any number of members, numbered from 1, with stores that write at once, a
/// channel between each two of them, and a first hop that is where the test puts it.
/// </summary>
internal sealed class MemberGroup
{
    private readonly SaReplication.Config[] _configs;
    private readonly SaReplication.State?[] _states;
    private readonly HashSet<(int From, int To)> _cuts = [];
    private readonly Queue<(int From, int To, SyncMessage Message)> _onTheWay = [];
    private ulong _boots;

    /// <param name="members">How many members.</param>
    /// <param name="settings">The settings of each, by its place, but for what it is.</param>
    public MemberGroup(int members, Func<int, SaReplication.Settings> settings)
    {
        Count = members;
        _configs =
        [
            .. Enumerable.Range(0, members).Select(at => SaReplication.Config.Create(
                settings(at) with
                {
                    Member = (byte)(at + 1),
                    Members = [.. Enumerable.Range(1, members).Select(member => (byte)member)],
                    Start = new(new(++_boots), 1, Epoch.None, StoreCondition.Kept),
                })),
        ];
        _states = [.. _configs.Select(config => SaReplication.Initial(config, Now))];
    }

    /// <summary>What a member put out, before anything follows from it.</summary>
    public event Action<int, Output>? OnOutput;

    /// <summary>A member has made a step.</summary>
    public event Action<int>? OnStep;

    /// <summary>
    /// As what a member reads a message that reaches it: by its place; null: it drops it.
    /// </summary>
    public Func<int, SyncMessage, SyncMessage?> Reads { get; set; } = (_, message) => message;

    public int Count { get; }

    public Instant Now { get; private set; }

    /// <summary>The tickets that have taken effect at a member.</summary>
    public HashSet<ulong> Committed { get; } = [];

    public SaReplication.State? this[int at] => _states[at];

    public SaReplication.Config ConfigOf(int at) => _configs[at];

    public IEnumerable<int> Alive => Enumerable.Range(0, Count).Where(at => this[at] is not null);

    public string PhaseOf(int at) => this[at] is { } state ? SaReplication.PhaseOf(state) : "down";

    public bool IsCut(int from, int to) => _cuts.Contains((from, to));

    /// <summary>Times of a fast first hop, and rates that a test can reach.</summary>
    public static SaReplication.Settings Fast(CommitRule commit) => new()
    {
        Commit = commit,
        DetectWithin = TimeSpan.FromMilliseconds(300),
        SyncedFor = TimeSpan.FromSeconds(1),
        HoldTime = TimeSpan.FromMilliseconds(800),
        PacketsPerSecondMax = 1_000,
        LeaseBlock = 100,
        FloorBlock = 100,
    };

    /// <summary>The first member reigns over an IKE SA with a CHILD SA, and all are synced.
    /// </summary>
    public static MemberGroup Reigning(
        int members, Func<int, SaReplication.Settings> settings,
        IkeTraits traits = IkeTraits.MessageIdSync, ChildTraits child = ChildTraits.None)
    {
        var group = new MemberGroup(members, settings);
        group.Connect();
        group.Do(0, new Input.Authority(true));
        group.Run(TimeSpan.FromSeconds(3));
        group.Propose(
            0, 1, new Change.IkeUp(Sa with { Traits = traits }),
            new Change.ChildUp(Child with { Traits = child }));
        group.Run(TimeSpan.FromSeconds(1));
        group.ExpectWhole(0);
        return group;
    }

    /// <summary>One member reigns, every other one is synced, and all know the same.</summary>
    public void ExpectWhole(int active)
    {
        Assert.Equal(
            Enumerable.Range(0, Count).Select(at => at == active ? "Active" : "Synced"),
            Enumerable.Range(0, Count).Select(PhaseOf));
        Assert.All(Alive, at => Assert.Equal(this[active]!.Replica.Sas, this[at]!.Replica.Sas));
    }

    public void Do(int at, Input input)
    {
        if (_states[at] is not { } state)
        {
            return;
        }

        var next = SaReplication.Step(_configs[at], state, Now, input);
        _states[at] = next.State;
        foreach (var output in next.Outputs)
        {
            OnOutput?.Invoke(at, output);
            switch (output)
            {
                case Output.Send(var to, var message) when !IsCut(at, to - 1):
                    _onTheWay.Enqueue((at, to - 1, message));
                    break;
                case Output.Committed(var ticket):
                    Committed.Add(ticket);
                    break;
                case Output.PersistEpoch(var epoch):
                    Do(at, new Input.Persisted(epoch));
                    break;
                default:
                    break;
            }
        }

        OnStep?.Invoke(at);
    }

    public void Propose(int at, ulong ticket, params ReadOnlySpan<Change> changes) =>
        Do(at, new Input.Propose(ticket, [.. changes], null, KeyHandle.None));

    /// <summary>Each two members that hear each other begin to speak.</summary>
    public void Connect()
    {
        for (var at = 0; at < Count; at++)
        {
            foreach (var other in Enumerable.Range(0, Count).Where(other => other != at))
            {
                Do(at, new Input.Connected((byte)(other + 1)));
            }
        }

        Settle();
    }

    /// <summary>What one member says does not reach the other from now on, in both directions.
    /// </summary>
    public void Cut(int one, int other)
    {
        _cuts.Add((one, other));
        _cuts.Add((other, one));
    }

    public void Heal()
    {
        _cuts.Clear();
        Connect();
    }

    /// <summary>Some hear nobody from now on, all others each other.</summary>
    public void Part(Func<int, bool> hearsNobody)
    {
        _cuts.Clear();
        foreach (var at in Enumerable.Range(0, Count).Where(hearsNobody))
        {
            Enumerable.Range(0, Count).Where(other => other != at).ToList()
                .ForEach(other => Cut(at, other));
        }

        Connect();
    }

    public void Crash(int at) => _states[at] = null;

    /// <summary>Time passes in which nobody does anything.</summary>
    public void Sleep(TimeSpan time) => Now += time;

    /// <summary>A member starts anew; its store has what was written last.</summary>
    public void Restart(int at, Epoch stored)
    {
        var settings = _configs[at].Settings;
        _configs[at] = SaReplication.Config.Create(settings with
        {
            Start = new(
                new(++_boots), settings.Start.Generation + 1, stored, StoreCondition.Kept),
        });
        _states[at] = SaReplication.Initial(_configs[at], Now);
        Connect();
    }

    /// <summary>A member starts anew once nothing is cut any more.</summary>
    public void Rejoin(int at, Epoch stored)
    {
        _cuts.Clear();
        Restart(at, stored);
    }

    /// <summary>Everything on its way arrives, and what follows from it.</summary>
    public void Settle()
    {
        while (Deliver())
        {
        }
    }

    /// <summary>The first message that is on its way arrives; false: nothing is.</summary>
    public bool Deliver()
    {
        if (!_onTheWay.TryDequeue(out var said))
        {
            return false;
        }

        if (!IsCut(said.From, said.To) && Reads(said.To, said.Message) is { } message)
        {
            Do(said.To, new Input.Received((byte)(said.From + 1), message));
        }

        return true;
    }

    /// <summary>Loses what is on its way to a member.</summary>
    public void Lose(int to)
    {
        var kept = _onTheWay.Where(said => said.To != to).ToArray();
        _onTheWay.Clear();
        foreach (var said in kept)
        {
            _onTheWay.Enqueue(said);
        }
    }

    /// <summary>Lets time pass; what is said arrives, unless it is cut.</summary>
    public void Run(TimeSpan time)
    {
        var end = Now + time;
        for (var atOnce = 0; ; atOnce++)
        {
            Settle();
            Assert.True(atOnce < 1_000, $"no time passes any more at {Now}");
            var due = Alive
                .Select(at => (At: at, Due: SaReplication.Deadline(_configs[at], this[at]!)))
                .Where(one => one.Due <= end)
                .OrderBy(one => one.Due!.Value.Ticks)
                .Select(one => ((int At, Instant? Due)?)one)
                .FirstOrDefault();
            if (due is not var (next, at))
            {
                break;
            }

            atOnce = at > Now ? 0 : atOnce;
            Now = Instant.Latest(Now, at!.Value);
            Do(next, new Input.Tick());
        }

        Now = end;
        Settle();
    }

    public static IkeSa Sa { get; } = new(
        new(new(0x101), new(0x202)), new(11), new("carol"u8), default, IkeTraits.MessageIdSync,
        1, 1, 2, 2, [], [], 0, 0, [], default, default);

    public static ChildSa Child { get; } = new(
        new(0x0100_0301), new(0x401), Sa.Id, new(12), default, ChildTraits.None, 0, 0, 0,
        ulong.MaxValue, default);

    /// <summary>A lease of outbound numbers.</summary>
    public static Change Lease(ulong through) => new Change.Leased(Child.Inbound, through, through);

    /// <summary>Up to where a member knows that numbers may have been sent.</summary>
    public ulong Known(int at) =>
        this[at]?.Replica.Sas.Children.Find(Child.Inbound.Value)?.SentThrough ?? 0;
}
