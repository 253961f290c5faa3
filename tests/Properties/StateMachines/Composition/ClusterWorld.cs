using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using Output = Holdfast.StateMachines.Composition.ClusterMember.Output;
using State = Holdfast.StateMachines.Composition.ClusterMember.State;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// Two members in memory with what a shell does about their outputs, the segments and the sync
/// channel between them, and one peer, carol. What is on its way waits until the test lets it
/// arrive, or loses it.
/// </summary>
internal sealed partial class ClusterWorld
{
    private readonly ClusterMemberConfig.Settings[] _settings;
    private readonly Host?[] _hosts = new Host?[2];
    private readonly Epoch[] _stored = new Epoch[2];
    private readonly uint[] _starts = new uint[2];
    private readonly BootId?[] _crashed = new BootId?[2];
    private readonly List<string> _log = [];
    private readonly HashSet<int> _asleep = [];
    private readonly List<Envelope> _missed = [];

    // What a shell says to a member about outputs, once it has carried out all of them.
    private readonly Queue<(int Member, Input Input)> _next = [];
    private ulong _boots;

    public ClusterWorld(Func<byte, ClusterMemberConfig.Settings>? settings = null)
    {
        var of = settings ?? ClusterSettings.Of;
        _settings = [of(1), of(2)];
    }

    /// <summary>A member that runs: its state, and what its outputs have made of its box.</summary>
    internal sealed class Host(ClusterMemberConfig config, State state)
    {
        public ClusterMemberConfig Config { get; } = config;

        public State State { get; set; } = state;

        public bool IsOpen { get; set; }

        public HashSet<HsrpPair.Side> Addresses { get; } = [];

        public HashSet<Route> Routes { get; } = [];

        public HashSet<(uint Vrf, Prefix Prefix)> Guards { get; } = [];

        public bool Reigns => State.Replication.Role is SaReplication.Role.Active;
    }

    /// <summary>Something on its way to a member.</summary>
    /// <param name="To">The member: 0 is alice.</param>
    /// <param name="Input">What it will be.</param>
    /// <param name="Segment">Over what it goes; null: inside the member.</param>
    internal sealed record Envelope(int To, Input Input, Segment? Segment);

    internal enum Segment
    {
        Front,
        Back,
        Sync,
        Peer,
    }

    /// <summary>The steps of the members; others than the shipped ones are wrong on purpose.
    /// </summary>
    public ClusterMember.Machines Machines { get; init; } = ClusterMember.Machines.Shipped;

    public Instant Now { get; private set; }

    /// <summary>What is on its way, the oldest first.</summary>
    public List<Envelope> OnTheWay { get; } = [];

    /// <summary>Segments on which nothing arrives.</summary>
    public HashSet<Segment> Cuts { get; } = [];

    /// <summary>Looks at each output as it is carried out: member, output, before and after.
    /// </summary>
    public Action<Host, Output>? OnOutput { get; set; }

    /// <summary>Looks at each step.</summary>
    public Action<Host, State, Input>? OnStep { get; set; }

    public Host? this[int member] => _hosts[member];

    /// <summary>The last start of a member that is over; null: none is.</summary>
    public BootId? Crashed(int member) => _crashed[member];

    /// <summary>The epoch in the store of a member.</summary>
    public Epoch StoredBy(Host host) => _stored[host.Config.Set.Self - 1];

    public IEnumerable<Host> Running => _hosts.OfType<Host>();

    /// <summary>What happened since it was last read, one line for each.</summary>
    public string ReadLog()
    {
        var log = string.Join('\n', _log);
        _log.Clear();
        return log;
    }

    /// <summary>Starts a member: its boot is new, its store was kept.</summary>
    public ClusterWorld Start(int member)
    {
        var config = ClusterSettings.Started(
            _settings[member], ++_boots, ++_starts[member], _stored[member]);
        _hosts[member] = new(config, ClusterMember.Initial(config, Now));
        Do(member, new Input.AtLinks(new Holdfast.StateMachines.Links.LinkSelection.Input.Carrier(
            0, Works: true)));
        Do(member, new Input.AtFirstHop(HsrpPair.Side.Front, new HsrpGroup.Input.Enable()));
        Do(member, new Input.AtFirstHop(HsrpPair.Side.Back, new HsrpGroup.Input.Enable()));
        if (_hosts[1 - member] is not null)
        {
            Connect();
        }

        return this;
    }

    /// <summary>The sync channel is there again.</summary>
    public void Connect()
    {
        for (var member = 0; member < 2; member++)
        {
            Do(member, new Input.AtReplication(
                new SaReplication.Input.Connected((byte)(2 - member))));
        }
    }

    /// <summary>A member is gone at once, with what it has in memory.</summary>
    public void Crash(int member)
    {
        _crashed[member] = _hosts[member]?.Config.Replication.Settings.Start.Boot
            ?? _crashed[member];
        _hosts[member] = null;
        OnTheWay.RemoveAll(envelope => envelope.To == member);
        _missed.RemoveAll(envelope => envelope.To == member);
        _asleep.Remove(member);
    }

    /// <summary>Everything on its way arrives, and what follows from it.</summary>
    public void Settle()
    {
        for (var i = 0; OnTheWay.Count > 0; i++)
        {
            Assert.True(i < 10_000, "members talk for ever");
            Arrive(0);
        }
    }

    public void Arrive(int at)
    {
        var envelope = OnTheWay[at];
        OnTheWay.RemoveAt(at);
        if (_asleep.Contains(envelope.To))
        {
            _missed.Add(envelope);
            return;
        }

        Do(envelope.To, envelope.Input);
    }

    /// <summary>Lets time pass; everything arrives at once.</summary>
    public void Run(double seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        Settle();
        while (Due() is var (member, due) && due <= end)
        {
            Now = Instant.Latest(Now, due);
            Do(member, new Input.Tick());
            Settle();
        }

        Now = end;
    }

    /// <summary>Time passes, and nobody gets to do anything.</summary>
    public void Sleep(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    /// <summary>A member is suspended: it does nothing, and what comes waits.</summary>
    public void FallAsleep(int member) => _asleep.Add(member);

    /// <summary>It goes on, with what came meanwhile over segments, or without.</summary>
    public void Wake(int member, bool hears)
    {
        _asleep.Remove(member);
        OnTheWay.AddRange(_missed.Where(
            missed => missed.To == member && (hears || missed.Segment is null)));
        _missed.RemoveAll(missed => missed.To == member);
    }

    /// <summary>Time passes to the next deadline, which is served.</summary>
    public bool Pass()
    {
        if (Due() is not var (member, due))
        {
            return false;
        }

        Now = Instant.Latest(Now, due);
        Do(member, new Input.Tick());
        return true;
    }

    private (int Member, Instant Due)? Due()
    {
        (int, Instant)? first = null;
        for (var member = 0; member < 2; member++)
        {
            if (_hosts[member] is { } host && !_asleep.Contains(member)
                && ClusterMember.Deadline(host.Config, host.State) is { } due
                && (first is not var (_, before) || due < before))
            {
                first = (member, due);
            }
        }

        return first;
    }

    /// <summary>One step of a member, and what its shell does about it.</summary>
    public void Do(int member, Input input)
    {
        if (_hosts[member] is not { } host)
        {
            return;
        }

        var before = host.State;
        var next = ClusterMember.Step(Machines, host.Config, before, Now, input);
        host.State = next.State;
        foreach (var output in next.Outputs)
        {
            Carry(member, host, output);
            OnOutput?.Invoke(host, output);
        }

        OnStep?.Invoke(host, before, input);
        while (_next.TryDequeue(out var follows))
        {
            Do(follows.Member, follows.Input);
        }
    }

    public void Replicate(int member, SaReplication.Input input) =>
        Do(member, new Input.AtReplication(input));

    private static string NameOf(int member) => member == 0 ? "alice" : "moon";
}
